/** Opts reports out where that is fastest: in this thread, or, for many reports in S3, in threads side by side. */
import type { ReportTarget } from '../../report/report-target.ts';
import type { ConnectionOptions, Io } from '../io.ts';
import { isFolder, type Stores } from '../stores.ts';
import { type KeepRecord, type OptOutJob, optOutOne } from './opt-out-one.ts';
import { ReportThreads } from './report-threads.ts';

/** Fewer reports are done before a thread has started. */
const MIN_REPORTS = 32;

/** What the work is done with, here and in threads. */
export interface OptOutParts {
  readonly stores: Stores;
  readonly job: OptOutJob;
  readonly connection: ConnectionOptions;
  readonly onThrottled: () => void;
}

/** The work on the reports of one run. */
export class OptOutWork {
  readonly #parts: OptOutParts;
  readonly #clock: Io['clock'];
  readonly #threadCount: number;
  #threads: ReportThreads | undefined;
  #reports = 0;

  constructor(parts: OptOutParts, { clock, threads = 1 }: Pick<Io, 'clock' | 'threads'>) {
    this.#parts = parts;
    this.#clock = clock;
    this.#threadCount = threads;
  }

  /** Opts one report out; what was rewritten since `isAgainSince` counts as done. @throws Fault; what `keep` throws */
  async process(report: ReportTarget, keep: KeepRecord, isAgainSince: Date | undefined): Promise<void> {
    const { stores, job } = this.#parts;
    const ownJob = isAgainSince && !job.continuesSince ? { ...job, continuesSince: isAgainSince } : job;
    if (!isFolder(report.bucket)) this.#startThreads();
    if (this.#threads?.areReady && !isFolder(report.bucket) && ownJob === job)
      return this.#threads.process(report, keep);
    const store = await stores.storeOf(report.bucket);
    return optOutOne(report, ownJob, { store, clock: this.#clock }, keep);
  }

  /** Ends the threads. */
  async end(): Promise<void> {
    await this.#threads?.close();
  }

  #startThreads(): void {
    this.#reports += 1;
    if (this.#threads !== undefined || this.#threadCount < 2 || this.#reports < MIN_REPORTS) return;
    const { job, connection, onThrottled } = this.#parts;
    const { endpointUrl, region } = connection;
    const start = { job, connection: { ...(endpointUrl && { endpointUrl }), ...(region && { region }) } };
    this.#threads = new ReportThreads(this.#threadCount, start, onThrottled);
  }
}
