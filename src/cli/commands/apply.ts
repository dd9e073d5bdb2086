/** `apply`: opts reports out, and silences their HTML reports when asked; every change is on record first. */
import { resolve } from 'node:path';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import { exitCodeOf } from '../exit-code.ts';
import { FileLedger } from '../file-ledger.ts';
import type { Io } from '../io.ts';
import type { Command } from '../options.ts';
import { overReports } from './over-reports.ts';

/** Answers the exit code. @throws TargetError; Fault when the ledger cannot be used. */
export async function apply(command: Extract<Command, { name: 'apply' }>, io: Io): Promise<number> {
  const { html, isDryRun, ledger } = command;
  const policy = {
    mode: isDryRun ? 'dry-run' : 'enforce',
    html,
    sizeLimitBytes: DEFAULT_SIZE_LIMIT_BYTES,
  } as const;
  if (isDryRun || ledger === undefined)
    return exitCodeOf(await overReports(command, policy, async () => {}, io));
  const file = await FileLedger.open(resolve(io.cwd, ledger));
  try {
    const tally = await overReports(command, policy, (record) => file.append(record), io);
    if (command.format === 'table' && tally.counts.size > 0) await io.writeError(`records: ${file.path}\n`);
    return exitCodeOf(tally);
  } finally {
    await file.close();
  }
}
