/** `apply`: opts reports out, and silences their HTML reports when asked; every change is on record first. */
import { showSafely } from '../../text/safe-text.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import { exitCodeOf } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { withLedger } from '../open-ledger.ts';
import type { Command } from '../options.ts';
import { resolveTargets } from '../targets/target.ts';
import { overReports } from './for-each-object.ts';

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
  return withLedger(ledger, command.endpointUrl, io.cwd, async (opened) => {
    const tally = await overReports(targets, command, policy, (record) => opened.append(record), io);
    if (command.format === 'table' && tally.counts.size > 0)
      await io.writeError(`records: ${showSafely(opened.name)}\n`);
    return exitCodeOf(tally);
  });
}
