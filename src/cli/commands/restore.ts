/** `restore`: puts back what reports were before they were rewritten, exactly, and keeps a record of that. */
import type { Command } from 'commander';
import type { ChooseWork, Io } from '../io.ts';
import { collectNames } from '../option-values.ts';
import { addChangeOptions, addReportOptions, type ChangeOptions, DEFAULT_LEDGER } from './report-options.ts';

const EXAMPLE = `
Example:
  profiler-opt-out restore ${DEFAULT_LEDGER}`;

/** Adds the command to the program. */
export function addRestore(program: Command, choose: ChooseWork): void {
  const command = program
    .command('restore')
    .argument(
      '<source...>',
      'a ledger (all that it names is restored), or a folder, a file or s3://bucket/prefix',
      collectNames,
    );
  addReportOptions(addChangeOptions(command, `the first ledger named, else ${DEFAULT_LEDGER}`))
    .summary('put back the exact earlier bytes of what apply changed')
    .description(
      'Puts back the exact earlier bytes of what apply changed. What was changed since is refused, and left as it is.',
    )
    .addHelpText('after', EXAMPLE)
    .action((words: readonly string[], options: ChangeOptions) =>
      choose((io) => restore(words, options, io)),
    );
}

/** Resolves to the exit code. @throws UsageError; Fault when a ledger or target cannot be used. */
async function restore(words: readonly string[], options: ChangeOptions, io: Io): Promise<number> {
  const { restoreObjects } = await import('./restore-objects.ts');
  return (await restoreObjects(words, options, io)).exitCode;
}
