/** `training-job check --jobs`: whether Option 1 is in force for the training jobs of an account and region. Read only. */
import { resolve } from 'node:path';
import type { ListedJob } from '../../aws/sagemaker/account-jobs.ts';
import { Fault } from '../../report/fault.ts';
import { showSafely } from '../../text/safe-text.ts';
import { quoteShellWord } from '../../text/shell-word.ts';
import type { Io } from '../io.ts';
import { Progress } from '../output/progress.ts';
import { inOrder } from '../targets/in-order.ts';
import { untilAborted } from '../targets/until-aborted.ts';
import {
  headOf,
  type JobResult,
  needsAttention,
  renderCounts,
  renderResult,
  resultOf,
} from './job-result.ts';
import type { JobsOptions } from './jobs-options.ts';
import { ResultsFile } from './results-file.ts';

/** Describing is paced, and takes longer than what is between two calls. */
const CONCURRENCY = 8;
/** The number of jobs in a row that may fail. */
const MAX_FAULTS_IN_A_ROW = 3;
const EXIT = { fine: 0, absent: 1, refused: 2, fault: 3 } as const;

/**
 * Checks the jobs whose names begin with `prefix`. Resolves to the exit code: 1 when a job does not opt out, 2 when a
 * value is not understood, 3 on faults.
 * @throws Fault when the file of results cannot be used
 */
export async function checkJobs(prefix: string, options: JobsOptions, io: Io): Promise<number> {
  const file =
    options.resume === undefined ? undefined : await ResultsFile.open(resolve(io.cwd, options.resume));
  try {
    return await new JobsRun(prefix, options, io, file).run();
  } finally {
    await file?.close();
  }
}

/** One job that was checked, or why it could not be. */
type Checked = { readonly job: ListedJob } & ({ readonly result: JobResult } | { readonly fault: Fault });

class JobsRun {
  readonly #prefix: string;
  readonly #options: JobsOptions;
  readonly #io: Io;
  readonly #file: ResultsFile | undefined;
  readonly #progress: Progress;
  readonly #counts = new Map<JobResult['verdict'], number>();
  readonly #stop = new AbortController();
  #checked = 0;
  #faults = 0;
  #faultsInARow = 0;
  /** True when a job before the last one was not checked. */
  #hasGap = false;
  /** When the last job was created before which all were checked. */
  #doneUntil: string | undefined;

  constructor(prefix: string, options: JobsOptions, io: Io, file: ResultsFile | undefined) {
    this.#prefix = prefix;
    this.#options = options;
    this.#io = io;
    this.#file = file;
    this.#progress = new Progress(io, 'jobs');
  }

  async run(): Promise<number> {
    const { AccountJobs } = await import('../../aws/sagemaker/account-jobs.ts');
    const { format, since, endpointUrl, region } = this.#options;
    const { clock } = this.#io;
    const signal = AbortSignal.any([this.#io.signal, this.#stop.signal]);
    const jobs = new AccountJobs({ endpointUrl, region, clock, signal });
    const filter = { prefix: this.#prefix, since: since === undefined ? undefined : new Date(since) };
    await this.#io.writeOut(headOf(format));
    try {
      const check = (job: ListedJob) => this.#check(job, (name) => jobs.describe(name));
      for await (const checked of inOrder(untilAborted(jobs.list(filter), signal), CONCURRENCY, check))
        await this.#take(checked);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      await this.#takeFault(error);
    } finally {
      await this.#progress.clear();
      jobs.close();
    }
    return this.#close();
  }

  async #check(
    job: ListedJob,
    describe: (name: string) => Promise<Parameters<typeof resultOf>[1]>,
  ): Promise<Checked> {
    const known = this.#file?.find(job);
    if (known !== undefined) return { job, result: known };
    try {
      return { job, result: resultOf(job, await describe(job.name)) };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { job, fault: error };
    }
  }

  /** Results come in the order of jobs. */
  async #take(checked: Checked): Promise<void> {
    const { job } = checked;
    if ('fault' in checked) return this.#takeFault(checked.fault);
    const { result } = checked;
    if (this.#file?.find(job) === undefined) await this.#file?.append(result);
    if (!this.#hasGap) this.#doneUntil = result.createdAt;
    this.#faultsInARow = 0;
    this.#checked += 1;
    this.#counts.set(result.verdict, (this.#counts.get(result.verdict) ?? 0) + 1);
    const { format, all } = this.#options;
    if (format !== 'table' || all || needsAttention(result)) {
      await this.#progress.clear();
      await this.#io.writeOut(renderResult(result, format, this.#io.columns));
    }
    await this.#progress.show(this.#checked);
  }

  /** What concerns every call ends the run; nothing is said about calls that were given up then. */
  async #takeFault(fault: Fault): Promise<void> {
    this.#hasGap = true;
    if (this.#io.signal.aborted || this.#stop.signal.aborted) return;
    this.#faults += 1;
    this.#faultsInARow += 1;
    await this.#progress.clear();
    await this.#say(fault.message);
    if (fault.isGeneral || fault.code === 'throttled' || this.#faultsInARow === MAX_FAULTS_IN_A_ROW)
      this.#stop.abort();
  }

  async #close(): Promise<number> {
    const { format } = this.#options;
    const write = format === 'table' ? this.#io.writeOut : this.#io.writeError;
    await write(`${renderCounts(this.#counts)}\n`);
    const isCutShort = this.#io.signal.aborted || this.#faults > 0;
    if (this.#checked === 0 && !isCutShort)
      await this.#say('no training job was found: check the beginning of the name, the day and the region');
    if (isCutShort) await this.#say(`go on with: ${this.#nextCommand()}`);
    if (this.#faults > 0) return EXIT.fault;
    if (this.#counts.has('refused')) return EXIT.refused;
    return this.#counts.has('absent') ? EXIT.absent : EXIT.fine;
  }

  /** Without a file of results, jobs that were created since the last one that was checked. */
  #nextCommand(): string {
    const { format, all, since, resume, endpointUrl, region } = this.#options;
    const option = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value]);
    const words = [
      ...['training-job', 'check', '--jobs'],
      ...(this.#prefix === '' ? [] : [this.#prefix]),
      ...option('--since', resume === undefined ? (this.#doneUntil ?? since) : since),
      ...option('--resume', resume),
      ...option('--format', format === 'table' ? undefined : format),
      ...(all ? ['--all'] : []),
      ...option('--endpoint-url', endpointUrl),
      ...option('--region', region),
    ];
    return [this.#io.programName, ...words.map((word) => quoteShellWord(word) ?? '<name>')].join(' ');
  }

  #say(text: string): Promise<void> {
    return this.#io.writeError(`${showSafely(text)}\n`);
  }
}
