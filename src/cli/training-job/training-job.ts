/** `training-job check` and `training-job fix`: Option 1, before training, and in the jobs that SageMaker has. */
import { type Command, Option } from 'commander';
import { REQUEST_FORMATS } from '../../results/training-job/format.ts';
import type { ChooseWork } from '../io.ts';
import { addJobsOptions, type JobsOptions } from '../jobs/jobs-options.ts';
import { collectNames, parseName, UsageError } from '../option-values.ts';
import type { RequestOptions } from './examine-files.ts';

const CHECK_EXAMPLE = `
Example:
  profiler-opt-out training-job check . --format github
  profiler-opt-out training-job check --jobs pytorch-training --since 2026-01-01 --resume jobs.ndjson

An interrupted check of jobs goes on where it was with the same words when --resume names a file.`;
const FIX_EXAMPLE = `
Example:
  profiler-opt-out training-job fix pipelines --dry-run`;

const TARGETS = 'a folder, or a script, notebook, JSON or YAML file';

/** Options of `check`: for files, and for jobs. */
type CheckOptions = Omit<JobsOptions, 'format'> & RequestOptions & { readonly jobs?: true | string };
const JOBS_ONLY = [
  'all',
  'since',
  'resume',
  'endpointUrl',
  'region',
] as const satisfies (keyof JobsOptions)[];
const kebab = (name: string): string => name.replace('U', '-u');

/** Adds the commands to the program. */
export function addTrainingJob(program: Command, choose: ChooseWork): void {
  const group = program
    .command('training-job')
    .usage('<check|fix> [options]')
    .summary('check and fix whether training jobs opt out (Option 1)')
    .description(
      'Opts the reports of training jobs out before training, in the files that ask for the jobs; checks those that ran.',
    )
    .helpCommand(false);
  const examine = (command: 'check' | 'fix', targets: readonly string[], options: RequestOptions): void =>
    choose(async (io) => {
      const { examineFiles } = await import('./examine-files.ts');
      return examineFiles(command, targets, options, io);
    });
  const check = addRequestOptions(group.command('check').argument('[target...]', TARGETS, collectNames));
  addJobsOptions(check)
    .summary('show which training jobs would send telemetry, or did; read only')
    .description(
      'Shows which ProfilerReport rules lack opt_out_telemetry "True", in files or in the jobs that SageMaker has. Nothing is changed.',
    )
    .addHelpText('after', CHECK_EXAMPLE)
    .action((targets: readonly string[], options: CheckOptions) => {
      const { jobs, format, summary } = options;
      if (jobs === undefined) {
        const [wrong] = JOBS_ONLY.filter((name) => options[name] !== undefined);
        if (wrong !== undefined) throw new UsageError(`training-job check: --${kebab(wrong)} needs --jobs`);
        if (targets.length === 0) throw new UsageError('training-job check: name a target, or --jobs');
        return examine('check', targets, options);
      }
      if (targets.length > 0)
        throw new UsageError(`training-job check: ${targets.join(' ')}: --jobs takes no target`);
      if (summary !== undefined) throw new UsageError('training-job check: --summary is for files');
      if (format === 'github' || format === 'sarif')
        throw new UsageError(
          `training-job check: --format ${format} is for files; write table, ndjson or csv`,
        );
      const chosen = { ...options, format };
      return choose(async (io) => {
        const { checkJobs } = await import('../jobs/check-jobs.ts');
        return checkJobs(jobs === true ? '' : jobs, chosen, io);
      });
    });
  addRequestOptions(group.command('fix').argument('<target...>', TARGETS, collectNames))
    .option('--dry-run', 'change nothing, and show what would be done')
    .summary('put opt_out_telemetry "True" into ProfilerReport rules')
    .description(
      'Puts opt_out_telemetry "True" into ProfilerReport rules, and changes nothing else in the files.',
    )
    .addHelpText('after', FIX_EXAMPLE)
    .action((targets: readonly string[], options: RequestOptions) => examine('fix', targets, options));
}

const addRequestOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--format <format>', 'how results are written')
        .choices(REQUEST_FORMATS)
        .default(REQUEST_FORMATS[0]),
    )
    .option('--summary <file>', 'write the closing figures as one JSON document', parseName);
