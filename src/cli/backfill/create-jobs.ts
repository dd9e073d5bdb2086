/** The work of `backfill`: jobs of S3 Batch Operations over what lies in a bucket, a canary of them first if asked for. */
import type { BatchJob } from '../../batch/job.ts';
import { JOB_KINDS, type JobRequest, type JobScope, manifestLine } from '../../batch/job-request.ts';
import { Fault } from '../../report/fault.ts';
import { type ObjectKind, parseReportKey } from '../../report/key.ts';
import { renderCount } from '../../results/quantity.ts';
import { askPatiently } from '../../run/patience.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';
import { Progress } from '../output/progress.ts';
import type { S3Location } from '../targets/s3-url.ts';
import type { CreateOptions } from './backfill-options.ts';
import type { BatchSession } from './batch-session.ts';
import { checkBucket, checkOthers } from './check-run.ts';
import { type JobCommand, renderCommand } from './job-command.ts';
import { JobReports } from './job-reports.ts';
import { confirmJobs, renderCosts, waitWhile } from './run-jobs.ts';
import { RunRequests } from './run-requests.ts';

const EXIT = { fine: 0, unfinished: 1, refused: 2, fault: 3 } as const;

/** Resolves to the exit code. @throws UsageError; Fault */
export async function createJobs(
  place: S3Location,
  options: CreateOptions,
  session: BatchSession,
  io: Io,
): Promise<number> {
  const run = new BackfillRun(place, options, session, io);
  await run.checkBucket();
  if (options.dryRun) return run.show();
  await run.checkOthers();
  if (options.canary !== undefined) {
    const exitCode = await run.runCanary(options.canary);
    if (exitCode !== undefined) return exitCode;
    await run.checkOthersAgain();
  }
  return run.runAll();
}

class BackfillRun {
  readonly #scope: JobScope;
  readonly #options: CreateOptions;
  readonly #session: BatchSession;
  readonly #io: Io;
  readonly #requests: RunRequests;

  constructor({ bucket, prefix }: S3Location, options: CreateOptions, session: BatchSession, io: Io) {
    const { createdBefore } = options;
    this.#scope = {
      bucket,
      prefix: options.prefix ?? prefix,
      createdBefore: createdBefore === undefined ? undefined : new Date(createdBefore),
    };
    this.#options = options;
    this.#session = session;
    this.#io = io;
    const seed = `${io.clock.now().toISOString()} ${io.clock.random()}`;
    this.#requests = new RunRequests(this.#scope, session, seed);
  }

  /** @throws UsageError for a bucket that the stack may not touch */
  checkBucket(): Promise<void> {
    return checkBucket(this.#scope, this.#session, this.#io);
  }

  /** @throws Fault while another job for the same bucket has not ended */
  checkOthers(): Promise<void> {
    return checkOthers(this.#scope.bucket, this.#options, this.#session, this.#io);
  }

  /** A canary may take hours. @throws Fault when another job for the same bucket has begun meanwhile */
  checkOthersAgain(): Promise<void> {
    return this.#orAdvise(() => this.checkOthers(), 'the canary went well; the rest was not created');
  }

  /** What would be created, on stdout as JSON, and what it comes to, as far as a listing tells. */
  async show(): Promise<number> {
    const { limit, canary } = this.#options;
    const progress = new Progress(this.#io);
    let found = 0;
    const kinds = new Set<ObjectKind | undefined>();
    for await (const key of this.#requests.keys(limit, this.#io.signal)) {
      found += 1;
      kinds.add(parseReportKey(key)?.kind);
      await progress.show(found);
    }
    await progress.clear();
    if (found === 0) return this.#nothingFound();
    const parts = [
      ...(canary === undefined ? [] : await this.#canaryRequests(canary, DRY)),
      ...(await this.#allRequests(DRY)),
    ];
    if (this.#io.signal.aborted) return EXIT.unfinished;
    for (const request of parts) await this.#io.writeOut(`${JSON.stringify(request, undefined, 2)}\n`);
    const empty = limit === undefined ? JOB_KINDS.filter((kind) => !kinds.has(kind)) : [];
    const twice = canary === undefined ? 0 : Math.min(canary, found);
    await this.#io.writeError(renderCosts(found + twice, parts.length - empty.length));
    if (twice > 0) await this.#say(`${renderCount(twice)} of them twice: in the canary, and in the rest`);
    for (const kind of empty) await this.#say(`no ${kind} was found: its job will have nothing to do`);
    await this.#io.writeError('dry run: nothing was created\n');
    return EXIT.fine;
  }

  /** A canary never goes beyond what is allowed at all. */
  #canaryRequests(size: number, write: WriteManifest): Promise<JobRequest[]> {
    return this.#listedRequests(Math.min(size, this.#options.limit ?? size), 'canary', write);
  }

  async #allRequests(write: WriteManifest): Promise<JobRequest[]> {
    const { limit } = this.#options;
    return limit === undefined ? this.#requests.generated() : this.#listedRequests(limit, 'limit', write);
  }

  /** Undefined when the canary went well. */
  async runCanary(size: number): Promise<number | undefined> {
    const ids = await this.#create(await this.#canaryRequests(size, this.#session.writeManifest));
    if (ids.length === 0) return this.#nothingFound();
    const code = await this.#confirm(ids);
    if (code !== undefined) return code;
    await this.#say('the canary runs; the rest waits for its end');
    const ended = await this.#orAdvise(
      () => waitWhile(['preparing', 'waiting', 'running'], ids, this.#session, this.#io),
      `the canary ${ids.join(', ')} may go on: follow it with ${this.#command('status')}, then run the same words again`,
    );
    if (ended === undefined) {
      await this.#say(`the canary goes on; see ${this.#command('report')}, then run the same words again`);
      return EXIT.unfinished;
    }
    return this.#judgeCanary(ended);
  }

  async #judgeCanary(ended: readonly BatchJob[]): Promise<number | undefined> {
    const reports = new JobReports(this.#scope);
    for (const job of ended) await reports.add(job, this.#session);
    await this.#io.writeOut(reports.render());
    if (reports.exitCode === 0) return undefined;
    await this.#say('the canary did not go well: the rest was not begun');
    return reports.exitCode === EXIT.refused ? EXIT.refused : EXIT.fault;
  }

  async runAll(): Promise<number> {
    const ids = await this.#create(await this.#allRequests(this.#session.writeManifest));
    if (ids.length === 0) return this.#nothingFound();
    const code = await this.#confirm(ids);
    if (code !== undefined) return code;
    await this.#say(`running; follow with ${this.#command('status')}, then ${this.#command('report')}`);
    return EXIT.fine;
  }

  /** Says what to do about jobs that were created when the work on them ends in a fault. @throws what `work` throws */
  async #orAdvise<Answer>(work: () => Promise<Answer>, advice: string): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Fault) await this.#say(advice);
      throw error;
    }
  }

  /** Undefined when the jobs were confirmed. */
  async #confirm(ids: readonly string[]): Promise<number | undefined> {
    await this.#say(`created: ${ids.join(', ')}; waiting until S3 has counted the objects`);
    const answer = await this.#orAdvise(
      () => confirmJobs(ids, this.#options.yes === true, this.#session, this.#io),
      `no job runs before it is confirmed: ${ids.join(', ')}: go on with ${this.#command('confirm')}, or end them with ${this.#command('cancel')}`,
    );
    switch (answer) {
      case 'confirmed':
        return undefined;
      case 'declined':
        return EXIT.unfinished;
      case 'not-ready':
        return EXIT.fault;
      case 'nothing-found':
        return this.#nothingFound();
      case 'interrupted':
        await this.#say(`no job runs before it is confirmed: go on with ${this.#command('confirm')}`);
        return EXIT.unfinished;
    }
  }

  /** Over the first objects, so many; none where nothing was found. */
  async #listedRequests(size: number, name: string, write: WriteManifest): Promise<JobRequest[]> {
    const lines: string[] = [];
    for await (const key of this.#requests.keys(size, this.#io.signal))
      lines.push(manifestLine(this.#scope.bucket, key));
    if (lines.length === 0 || this.#io.signal.aborted) return [];
    return [await this.#requests.listed(lines.length, name, (key) => write(key, lines.join('')))];
  }

  async #create(requests: readonly JobRequest[]): Promise<string[]> {
    const ids: string[] = [];
    try {
      // The same request again creates nothing: its token is known.
      for (const request of requests)
        ids.push(
          await askPatiently(() => this.#session.jobs.create(request), this.#io.clock, this.#io.signal),
        );
    } catch (error) {
      if (ids.length > 0)
        await this.#say(
          `created, and waiting for nobody: end it with ${this.#command('cancel')}: ${ids.join(', ')}`,
        );
      throw error;
    }
    return ids;
  }

  async #nothingFound(): Promise<number> {
    const { bucket, prefix } = this.#scope;
    if (!this.#io.signal.aborted)
      await this.#say(`nothing was found in s3://${bucket}/${prefix}: check the name; nothing was done`);
    return EXIT.unfinished;
  }

  #command(name: JobCommand): string {
    return renderCommand(name, this.#scope, this.#options, this.#io);
  }

  #say(text: string): Promise<void> {
    return this.#io.writeError(`${showSafely(text)}\n`);
  }
}

type WriteManifest = BatchSession['writeManifest'];

/** Of a manifest that is not written. */
const DRY: WriteManifest = async () => '(of the manifest)';
