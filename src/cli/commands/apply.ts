/** `apply`: opts reports out, and silences their HTML reports when asked; every change is on record first. */
import { resolve } from 'node:path';
import { showSafely } from '../../audit/safe-text.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import { exitCodeOf } from '../exit-code.ts';
import { FileLedger } from '../file-ledger.ts';
import type { Io } from '../io.ts';
import type { Command } from '../options.ts';
import { resolveTargets } from '../targets.ts';
import { overReports } from './over-reports.ts';

/** Answers the exit code. @throws TargetError; Fault when a target is not there or the ledger cannot be used. */
export async function apply(command: Extract<Command, { name: 'apply' }>, io: Io): Promise<number> {
  const { html, isDryRun, ledger } = command;
  const policy = {
    mode: isDryRun ? 'dry-run' : 'enforce',
    html,
    sizeLimitBytes: DEFAULT_SIZE_LIMIT_BYTES,
  } as const;
  // First the targets: a typo in one leaves no ledger behind.
  const targets = await resolveTargets(command.targets, io.cwd);
  if (isDryRun || ledger === undefined)
    return exitCodeOf(await overReports(targets, command, policy, async () => {}, io));
  const file = await FileLedger.open(resolve(io.cwd, ledger));
  try {
    const tally = await overReports(targets, command, policy, (record) => file.append(record), io);
    if (command.format === 'table' && tally.counts.size > 0)
      await io.writeError(`records: ${showSafely(file.path)}\n`);
    return exitCodeOf(tally);
  } finally {
    await file.close();
  }
}
