/** `scan`: read only; what still reports usage, and what would be done about it. */
import type { Command } from 'commander';
import type { ChooseWork, Io } from '../io.ts';
import { addByContent, addReportOptions, addTargets, type FindOptions } from './report-options.ts';

const EXAMPLE = `
Example:
  profiler-opt-out scan s3://my-bucket/training-jobs`;

/** Adds the command to the program. */
export function addScan(program: Command, choose: ChooseWork): void {
  addReportOptions(addByContent(addTargets(program.command('scan'))))
    .summary('show what still reports usage, and what would be done; read only')
    .description(
      'Shows which reports still report usage, and what apply would do about them. Nothing is changed.',
    )
    .addHelpText('after', EXAMPLE)
    .action((targets: readonly string[], options: FindOptions) => choose((io) => scan(targets, options, io)));
}

/** Resolves to the exit code: 1 when anything still reports usage. @throws UsageError; Fault when a target is not there. */
async function scan(targets: readonly string[], options: FindOptions, io: Io): Promise<number> {
  const { optOutReports } = await import('./opt-out-reports.ts');
  const choices = { mode: 'dry-run', html: 'record', isCheck: true } as const;
  return (await optOutReports(targets, choices, options, io)).exitCode;
}
