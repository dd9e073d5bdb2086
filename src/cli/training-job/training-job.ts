/** `training-job check` and `training-job fix`: Option 1, before training. */
import { type Command, Option } from 'commander';
import { REQUEST_FORMATS } from '../../results/training-job/format.ts';
import type { ChooseWork } from '../io.ts';
import { collectNames, parseName } from '../option-values.ts';
import type { RequestOptions } from './examine-files.ts';

const CHECK_EXAMPLE = `
Example:
  profiler-opt-out training-job check . --format github`;
const FIX_EXAMPLE = `
Example:
  profiler-opt-out training-job fix pipelines --dry-run`;

/** Adds the commands to the program. */
export function addTrainingJob(program: Command, choose: ChooseWork): void {
  const group = program
    .command('training-job')
    .usage('<check|fix> [options]')
    .summary('check and fix training jobs in files before they run (Option 1)')
    .description('Opts the reports of training jobs out before training, in the files that ask for the jobs.')
    .helpCommand(false);
  const work =
    (command: 'check' | 'fix') =>
    (targets: readonly string[], options: RequestOptions): void =>
      choose(async (io) => {
        const { examineFiles } = await import('./examine-files.ts');
        return examineFiles(command, targets, options, io);
      });
  addRequestOptions(group.command('check'))
    .summary('show which training jobs would send telemetry; read only')
    .description('Shows which ProfilerReport rules lack opt_out_telemetry "True". Nothing is changed.')
    .addHelpText('after', CHECK_EXAMPLE)
    .action(work('check'));
  addRequestOptions(group.command('fix'))
    .option('--dry-run', 'change nothing, and show what would be done')
    .summary('put opt_out_telemetry "True" into ProfilerReport rules')
    .description(
      'Puts opt_out_telemetry "True" into ProfilerReport rules, and changes nothing else in the files.',
    )
    .addHelpText('after', FIX_EXAMPLE)
    .action(work('fix'));
}

const addRequestOptions = (command: Command): Command =>
  command
    .argument('<target...>', 'a folder, or a script, notebook, JSON or YAML file', collectNames)
    .addOption(
      new Option('--format <format>', 'how results are written')
        .choices(REQUEST_FORMATS)
        .default(REQUEST_FORMATS[0]),
    )
    .option('--summary <file>', 'write the closing figures as one JSON document', parseName);
