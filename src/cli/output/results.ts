/** Shows the results of reports as they come, and counts them. */
import type { AuditRecord } from '../../audit/record/schema.ts';
import type { Fault } from '../../report/fault.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Format } from '../commands/report-options.ts';
import type { Io } from '../io.ts';
import type { ListingNotices } from '../targets/list-reports.ts';
import { type Renderer, rendererOf } from './formats.ts';
import { Progress } from './progress.ts';

/** The records of one report in key order, and the fault that ended it early. */
export interface ReportResult {
  readonly records: readonly AuditRecord[];
  readonly fault?: Fault;
  /** True when the fault was told already, of another report or of the run: it is counted and not shown. */
  readonly isRepeated?: boolean;
}

/** The counts of all reports: each version examined once, with its last outcome. */
export interface Summary {
  readonly counts: ReadonlyMap<AuditRecord['outcome'], number>;
  readonly faults: number;
}

/** Results on stdout, messages and progress on stderr. */
export class Results {
  readonly #format: Format;
  readonly #emptyMessage: string | undefined;
  readonly #io: Io;
  readonly #renderer: Renderer;
  readonly #progress: Progress;
  readonly #counts = new Map<AuditRecord['outcome'], number>();
  #faults = 0;
  #objects = 0;

  /** @param emptyMessage shown at the end when there are neither results nor faults */
  constructor(format: Format, emptyMessage: string | undefined, io: Io) {
    this.#format = format;
    this.#emptyMessage = emptyMessage;
    this.#io = io;
    this.#renderer = rendererOf(format, io.columns);
    this.#progress = new Progress(io);
  }

  /** Sets the number of all objects, once it is known. */
  expectTotal(total: number): void {
    this.#progress.expectTotal(total);
  }

  /** Shows one report. */
  async show({ records, fault, isRepeated = false }: ReportResult): Promise<void> {
    await this.#progress.clear();
    if (this.#objects === 0 && records.length > 0) await this.#io.writeOut(this.#renderer.head);
    await this.#io.writeOut(this.#renderer.renderRecords(records));
    const versions = new Map(
      records.map(({ object, outcome }) => [`${object.key}\n${object.versionId ?? ''}`, outcome]),
    );
    for (const outcome of versions.values()) this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
    this.#objects += new Set(records.map(({ object }) => object.key)).size;
    if (fault !== undefined && isRepeated) this.#faults += 1;
    else if (fault !== undefined) await this.#showFault(fault);
    await this.#progress.show(this.#objects);
  }

  /** Shows what a listing leaves out. */
  get notices(): ListingNotices {
    return {
      onSkippedLink: (path) => this.showMessage(`skipped, a symbolic link to a folder: ${path}`),
      onLeftOver: (path) =>
        this.showMessage(
          `skipped, a temporary file of an interrupted run: ${path}; delete it unless another run is in progress`,
        ),
      onFault: (fault) => this.#showFault(fault),
      onMessage: (text) => this.showMessage(text),
    };
  }

  /** Shows a message for a person, not a result. */
  async showMessage(text: string): Promise<void> {
    await this.#progress.clear();
    await this.#io.writeError(`${showSafely(text)}\n`);
  }

  /** Shows the closing lines. */
  async end(): Promise<Summary> {
    await this.#progress.clear();
    // A program that reads csv needs the header even when nothing follows.
    if (this.#objects === 0 && this.#format === 'csv') await this.#io.writeOut(this.#renderer.head);
    await this.#io.writeOut(this.#renderer.renderTail(this.#counts));
    const isEmpty = this.#objects + this.#faults === 0 && !this.#io.signal.aborted;
    if (isEmpty && this.#emptyMessage !== undefined) await this.showMessage(this.#emptyMessage);
    return { counts: this.#counts, faults: this.#faults };
  }

  /** Shows what went wrong; the run goes on, and its exit code tells. */
  async #showFault(fault: Fault): Promise<void> {
    this.#faults += 1;
    await this.showMessage(fault.message);
  }
}
