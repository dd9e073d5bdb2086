/** `scan`: read only; what still reports, and what would be done about it. */
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import { exitCodeOf } from '../exit-code.ts';
import type { Io } from '../io.ts';
import type { Command } from '../options.ts';
import { resolveTargets } from '../targets/target.ts';
import { overReports } from './for-each-object.ts';

/** Answers the exit code: 1 when anything still reports. @throws TargetError; Fault when a target is not there. */
export async function scan(command: Extract<Command, { name: 'scan' }>, io: Io): Promise<number> {
  const policy = { mode: 'dry-run', html: 'record', sizeLimitBytes: DEFAULT_SIZE_LIMIT_BYTES } as const;
  const targets = await resolveTargets(command.targets, io.cwd);
  const tally = await overReports(targets, command, policy, async () => {}, io);
  const isReporting = ['would-opt-out', 'reports-usage'] as const;
  return exitCodeOf(tally) || (isReporting.some((outcome) => tally.counts.has(outcome)) ? 1 : 0);
}
