/** Shows what comes of reports as it comes, and counts it. */

import type { AuditRecord } from '../../audit/record/schema.ts';
import type { Fault } from '../../report/fault.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';
import type { ReportOptions } from '../options.ts';
import type { ListingNotices } from '../targets/list-reports.ts';
import { type Renderer, rendererOf } from './formats.ts';
import { Progress } from './progress.ts';

/** The records of one report in key order, and the fault that ended it early. */
export interface Dealt {
  readonly records: readonly AuditRecord[];
  readonly fault?: Fault;
}

/** What came of all reports: each version examined once, with its last outcome. */
export interface Tally {
  readonly counts: ReadonlyMap<AuditRecord['outcome'], number>;
  readonly faults: number;
}

const DEFAULT_COLUMNS = 120;

/** Results on stdout, messages and progress on stderr. */
export class Results {
  readonly #options: ReportOptions;
  readonly #io: Io;
  readonly #renderer: Renderer;
  readonly #progress: Progress;
  readonly #counts = new Map<AuditRecord['outcome'], number>();
  #faults = 0;
  #objects = 0;

  constructor(options: ReportOptions, io: Io) {
    this.#options = options;
    this.#io = io;
    this.#renderer = rendererOf(options.format, io.columns ?? DEFAULT_COLUMNS);
    this.#progress = new Progress(io);
  }

  /** Shows one report. */
  async show({ records, fault }: Dealt): Promise<void> {
    await this.#progress.clear();
    if (this.#objects === 0 && records.length > 0) await this.#io.writeOut(this.#renderer.head);
    await this.#io.writeOut(this.#renderer.renderRecords(records));
    const versions = new Map(
      records.map(({ object, outcome }) => [`${object.key}\n${object.versionId ?? ''}`, outcome]),
    );
    for (const outcome of versions.values()) this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
    this.#objects += new Set(records.map(({ object }) => object.key)).size;
    if (fault !== undefined) await this.showFault(fault);
    await this.#progress.show(this.#objects);
  }

  /** Says what went wrong; the run goes on, and its exit code tells of it. */
  async showFault(fault: Fault): Promise<void> {
    this.#faults += 1;
    await this.say(fault.message);
  }

  /** What a listing leaves out, told. */
  get notices(): ListingNotices {
    return {
      onSkippedLink: (path) => this.say(`not followed, a link to a folder: ${path}`),
      onLeftOver: (path) =>
        this.say(`left behind by a run that was cut off: ${path}; delete it unless another run is at work`),
      onFault: (fault) => this.showFault(fault),
    };
  }

  /** A message for a person, not a result. */
  async say(text: string): Promise<void> {
    await this.#progress.clear();
    await this.#io.writeError(`${showSafely(text)}\n`);
  }

  /** Shows what stands after all results; `nothing` is said when there are none. */
  async end(nothing = 'no profiling reports'): Promise<Tally> {
    await this.#progress.clear();
    // A program that reads csv needs the header even when nothing follows.
    if (this.#objects === 0 && this.#options.format === 'csv') await this.#io.writeOut(this.#renderer.head);
    await this.#io.writeOut(this.#renderer.renderTail(this.#counts));
    if (this.#objects + this.#faults === 0 && !this.#io.signal.aborted)
      await this.say(`${nothing} in ${this.#options.targets.join(', ')}`);
    return { counts: this.#counts, faults: this.#faults };
  }
}
