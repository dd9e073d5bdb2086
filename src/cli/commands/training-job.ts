/** `training-job`: Option 1, before training. */
import { type Command, Option } from 'commander';
import { FORMATS } from '../../results/format.ts';
import type { ChooseWork } from '../io.ts';
import { addJobsOptions, type JobsOptions } from '../jobs/jobs-options.ts';
import { UsageError } from '../option-values.ts';

const EXAMPLE = `
An interrupted run goes on where it was with the same words when --resume names a file.

Example:
  profiler-opt-out training-job check --jobs pytorch-training --since 2026-01-01 --resume jobs.ndjson`;

/** Adds the command to the program. */
export function addTrainingJob(program: Command, choose: ChooseWork): void {
  const command = program
    .command('training-job')
    .usage('<command> [options]')
    .summary('check whether training jobs opt out (Option 1)')
    .description('Checks whether the ProfilerReport rules of training jobs opt out of usage statistics.');
  const check = command
    .command('check')
    .addOption(
      new Option('--format <format>', 'how results are written; ndjson is one result a line')
        .choices(FORMATS)
        .default(FORMATS[0]),
    );
  addJobsOptions(check)
    .summary('show which training jobs do not opt out; read only')
    .description('Shows for which training jobs Option 1 is not in force. Nothing is changed.')
    .addHelpText('after', EXAMPLE)
    .action(({ jobs, ...options }: JobsOptions & { readonly jobs?: true | string }) => {
      if (jobs === undefined) throw new UsageError('training-job check: name --jobs');
      choose(async (io) => {
        const { checkJobs } = await import('../jobs/check-jobs.ts');
        return checkJobs(jobs === true ? '' : jobs, options, io);
      });
    });
}
