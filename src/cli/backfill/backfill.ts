/** `backfill`: the back catalogue by S3 Batch Operations and the deployed function. */
import { type Command, Option } from 'commander';
import { FORMATS } from '../../results/format.ts';
import { addConnectionOptions } from '../commands/report-options.ts';
import type { ChooseWork, Io } from '../io.ts';
import { parseCount, parseInstant, parseName, UsageError } from '../option-values.ts';
import type { S3Location } from '../targets/s3-url.ts';
import {
  type CreateOptions,
  type ListOptions,
  placeOf,
  type StackOptions,
  stackOf,
} from './backfill-options.ts';
import type { BatchSession } from './batch-session.ts';

const EXAMPLE = `
The commands are for jobs that were created; with a target, for its jobs only: status, cancel and report
take every job that may have objects in it, confirm those that are known to have no others.

Example:
  profiler-opt-out backfill s3://my-bucket --stack profiler-opt-out --canary 100`;
const TARGET = 's3://bucket or s3://bucket/prefix';
/** What lists of our own hold in memory. */
const MAX_LISTED = 100_000;

/** Works with the jobs of a stack. */
type SessionWork = (session: BatchSession, io: Io) => Promise<number>;
type WithSession = (options: StackOptions, command: string, work: SessionWork) => void;

/** Adds the commands to the program. */
export function addBackfill(program: Command, choose: ChooseWork): void {
  const group = program
    .command('backfill')
    .usage('[status|confirm|cancel|report] <target> --stack <name> [options]')
    .summary('run S3 Batch Operations over a bucket with the deployed function')
    .description(
      'Creates jobs of S3 Batch Operations that process all reports of a bucket with the deployed function. Shows their counts and cost, and asks before they run.',
    )
    .helpCommand(false)
    .addHelpText('after', EXAMPLE);
  const withSession: WithSession = (options, command, work) => {
    const stack = stackOf(options, command);
    choose(async (io) => {
      const { withBatchSession } = await import('./batch-session.ts');
      return withBatchSession(stack, options, (session) => work(session, io));
    });
  };
  const create = addCreate(group, withSession);
  addJobCommand(group, 'status', 'show the jobs and how far they are')
    .addOption(formatOption('ndjson is one job a line'))
    .action((target: string | undefined, options: ListOptions) => {
      const place = optionalPlace(target, 'backfill status');
      withSession(options, 'backfill status', async (session, io) => {
        const { showStatus } = await import('./manage-jobs.ts');
        return showStatus(place, options.format, session, io);
      });
    });
  addJobCommand(group, 'confirm', 'show jobs that wait for it, ask, and run them')
    .option('--yes', 'do not ask')
    .action((target: string | undefined, options: CreateOptions) => {
      const place = optionalPlace(target, 'backfill confirm');
      withSession(options, 'backfill confirm', async (session, io) => {
        assertAnswered(options, io);
        const { confirmWaiting } = await import('./manage-jobs.ts');
        return confirmWaiting(place, options, session, io);
      });
    });
  addJobCommand(group, 'cancel', 'cancel all jobs that have not ended').action(
    (target: string | undefined, options: StackOptions) => {
      const place = optionalPlace(target, 'backfill cancel');
      withSession(options, 'backfill cancel', async (session, io) => {
        const { cancelJobs } = await import('./manage-jobs.ts');
        return cancelJobs(place, session, io);
      });
    },
  );
  addReport(group, withSession);
  // Whoever asks for help with backfill wants to know what it takes without the name of another command.
  const shown = create.createHelp().visibleOptions(create);
  group.configureHelp({ ...group.configureHelp(), visibleOptions: () => shown });
}

function addReport(group: Command, withSession: WithSession): void {
  addJobCommand(group, 'report', 'what failed and why, and whether all is on record')
    .addOption(formatOption('ndjson is one object that failed a line'))
    .action((target: string | undefined, options: ListOptions) => {
      if (target === undefined) throw new UsageError(`backfill report: name ${TARGET}`);
      const place = placeOf(target, 'backfill report');
      withSession(options, 'backfill report', async (session, io) => {
        const { reportJobs } = await import('./report-jobs.ts');
        return reportJobs(place, options, session, io);
      });
    });
}

const formatOption = (rows: string): Option =>
  new Option('--format <format>', `how results are written; ${rows}`).choices(FORMATS).default(FORMATS[0]);

function addCreate(group: Command, withSession: WithSession): Command {
  const create = group
    .command('create', { isDefault: true, hidden: true })
    .argument('[target]', TARGET)
    .option('--stack <name>', 'the deployed stack, by name or ARN', parseName)
    .option('--prefix <prefix>', 'only keys that begin so', parseName)
    .option('--created-before <day>', 'only objects that were written before this day (UTC)', parseInstant)
    .option('--limit <number>', 'only the first objects of the listing, so many', parseCount(MAX_LISTED))
    .option(
      '--canary <number>',
      'first a job over the first objects, so many; the rest only when all of them went well',
      parseCount(MAX_LISTED),
    )
    .option('--yes', 'do not ask before jobs run')
    .option('--dry-run', 'create nothing, and show the requests, counts and cost');
  return addConnectionOptions(create).action((target: string | undefined, options: CreateOptions) => {
    if (target === undefined) throw new UsageError(`backfill: name ${TARGET}`);
    const place = placeOf(target, 'backfill');
    if (place.prefix !== '' && options.prefix !== undefined)
      throw new UsageError(`backfill: ${target} has a prefix: leave out --prefix ${options.prefix}`);
    withSession(options, 'backfill', async (session, io) => {
      if (!options.dryRun) assertAnswered(options, io);
      const { createJobs } = await import('./create-jobs.ts');
      return createJobs(place, options, session, io);
    });
  });
}

const addJobCommand = (group: Command, name: string, summary: string): Command =>
  addConnectionOptions(
    group
      .command(name)
      .summary(summary)
      .description(`Jobs of S3 Batch Operations that call the stack's function: ${summary}.`)
      .argument('[target]', TARGET)
      .option('--stack <name>', 'the deployed stack, by name or ARN', parseName),
  );

const optionalPlace = (target: string | undefined, command: string): S3Location | undefined =>
  target === undefined ? undefined : placeOf(target, command);

/** Where nobody can be asked, nothing is created that nobody has agreed to. @throws UsageError */
function assertAnswered({ yes }: Pick<CreateOptions, 'yes'>, { ask }: Io): void {
  if (!yes && ask === undefined)
    throw new UsageError(
      'backfill: there is no terminal to ask on: say --yes, or --dry-run to see what would run',
    );
}
