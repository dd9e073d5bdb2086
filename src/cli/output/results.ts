/** Shows the results of reports, as they come or in groups at the end, and counts them. */
import type { AuditRecord } from '../../audit/record/schema.ts';
import type { Fault, FaultCode } from '../../report/fault.ts';
import { renderClosingLines } from '../../results/closing-lines.ts';
import type { EarlyEnd } from '../../results/early-end.ts';
import { type ExitReason, findExitReasons } from '../../results/exit-reasons.ts';
import { FaultLines } from '../../results/fault-lines.ts';
import type { Format } from '../../results/format.ts';
import { type Renderer, rendererOf } from '../../results/formats.ts';
import type { ClearOutputs, NextStep } from '../../results/group-kinds.ts';
import { type GroupView, renderGroupHeads, renderGroups } from '../../results/render-groups.ts';
import { type ResultGroup, ResultGroups } from '../../results/result-groups.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';
import type { ListingNotices } from '../targets/list-reports.ts';
import { Progress } from './progress.ts';

/** The records of one report in key order, and the fault that ended it early. */
export interface ReportResult {
  readonly records: readonly AuditRecord[];
  readonly fault?: Fault;
  /** The objects of the report that were not examined; the one that a fault came from is left out. */
  readonly notExamined?: number;
  /** True when the fault was told already, of another report or of the run: it is counted and not shown. */
  readonly isRepeated?: boolean;
}

/** The figures of all reports: each version examined once, with its last outcome. */
export interface Summary {
  readonly counts: ReadonlyMap<AuditRecord['outcome'], number>;
  readonly faults: number;
  readonly faultCodes: ReadonlyMap<FaultCode, number>;
  /** Objects that were listed and not reached: a fault ended the work on their report, or the run ended early. */
  readonly notExamined: number;
  readonly groups: readonly ResultGroup[];
  readonly exitReasons: readonly ExitReason[];
  /** Why not everything was examined; empty for a run that went through. */
  readonly stopped: readonly EarlyEnd[];
}

/** What else decides about the exit code. */
export interface RunEnd {
  /** True when one of the targets held nothing. */
  readonly hasEmptyTarget?: boolean | undefined;
  /** Refused objects on record that were left out. */
  readonly refusedBefore?: number | undefined;
  /** Why not everything was examined. */
  readonly stopped?: readonly EarlyEnd[];
  /** True when a fault ends the run: nobody knows whether there is nothing. */
  readonly hasFailed?: boolean;
  /** Entries of the ledger to restore from that could not be read or believed. */
  readonly unbelieved?: number | undefined;
}

/** How results are shown. */
export interface ResultsView {
  readonly format: Format;
  /** True for a table with a row for each result, as they come. */
  readonly all?: boolean;
  /** The outcomes that are shown; without it all are. Figures count all. */
  readonly only?: readonly AuditRecord['outcome'][];
  /** True for a command that is to find out whether anything still reports usage. */
  readonly isCheck: boolean;
  /** True for a command that is to put back everything that is named. */
  readonly isRestore: boolean;
  /** Shown at the end when there are neither results nor faults. */
  readonly emptyMessage?: string | undefined;
  /** The command line of a next step. */
  readonly showNext: (step: NextStep | ClearOutputs) => string;
}

/** Results on stdout, messages and progress on stderr. */
export class Results {
  readonly #view: ResultsView;
  readonly #io: Io;
  readonly #renderer: Renderer;
  readonly #progress: Progress;
  readonly #groups = new ResultGroups();
  readonly #faults: FaultLines;
  #notExamined = 0;
  #isHeadShown = false;
  #objects = 0;

  constructor(view: ResultsView, io: Io) {
    this.#view = view;
    this.#io = io;
    this.#renderer = rendererOf(view.format, io.columns);
    this.#progress = new Progress(io);
    this.#faults = new FaultLines(view.all ?? false);
  }

  /** Sets the number of all objects, once it is known. */
  expectTotal(total: number): void {
    this.#progress.expectTotal(total);
  }

  /** Takes the results of one report, and shows them unless they are shown in groups at the end. */
  async show({ records, fault, notExamined = 0, isRepeated = false }: ReportResult): Promise<void> {
    if (!this.#isGrouped) await this.#showRecords(records.filter(({ outcome }) => this.#isShown(outcome)));
    const versions = new Map(
      records.map((record) => [`${record.object.key}\n${record.object.versionId ?? ''}`, record]),
    );
    for (const record of versions.values()) this.#groups.add(record);
    this.#objects += new Set(records.map(({ object }) => object.key)).size;
    this.#notExamined += notExamined;
    if (fault !== undefined) await this.#showFault(fault, isRepeated);
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

  /** Shows groups and closing lines: with a table where the results are, else as a message. */
  async end({
    hasEmptyTarget = false,
    refusedBefore = 0,
    stopped = [],
    unbelieved = 0,
    hasFailed = false,
  }: RunEnd = {}): Promise<Summary> {
    await this.#progress.clear();
    const { format, isCheck, isRestore, showNext, emptyMessage } = this.#view;
    // A program that reads csv needs the header even when nothing follows.
    if (format === 'csv') await this.#showHead();
    const { counts, embedding } = this.#groups;
    const { count: faults, counts: faultCodes } = this.#faults;
    for (const text of this.#faults.describeHidden()) await this.showMessage(text);
    const groups = this.#groups.inOrder();
    const summary = {
      counts,
      faults,
      faultCodes,
      notExamined: this.#notExamined,
      groups,
      exitReasons: findExitReasons({
        counts,
        faults,
        embedding,
        isCheck,
        hasEmptyTarget,
        refusedBefore,
        isRestore,
        unbelieved,
      }),
      stopped,
    };
    const columns = format === 'table' ? this.#io.columns : undefined;
    const shown = groups.filter(({ kind }) => this.#isShown(kind.outcome));
    const text = this.#renderGroups(shown, { columns, showNext });
    const write = format === 'table' ? this.#io.writeOut : this.#io.writeError;
    await write(text + renderClosingLines(summary, columns));
    const isEmpty = this.#objects + faults + unbelieved === 0 && !hasFailed && !this.#io.signal.aborted;
    if (isEmpty && emptyMessage !== undefined) await this.showMessage(emptyMessage);
    return summary;
  }

  #isShown(outcome: AuditRecord['outcome']): boolean {
    return this.#view.only?.includes(outcome) ?? true;
  }

  async #showHead(): Promise<void> {
    if (this.#isHeadShown) return;
    this.#isHeadShown = true;
    await this.#io.writeOut(this.#renderer.head);
  }

  get #isGrouped(): boolean {
    return this.#view.format === 'table' && !this.#view.all;
  }

  /** With their rows, or without them where the rows stand above. */
  #renderGroups(groups: readonly ResultGroup[], view: GroupView): string {
    if (this.#isGrouped) return renderGroups(groups, view);
    const heads = renderGroupHeads(groups, view);
    return this.#view.format === 'table' && groups.length > 0 ? `\n${heads}` : heads;
  }

  async #showRecords(records: readonly AuditRecord[]): Promise<void> {
    await this.#progress.clear();
    if (records.length === 0) return;
    await this.#showHead();
    await this.#io.writeOut(this.#renderer.renderRecords(records));
  }

  /** Shows what went wrong, unless it is told already; the run goes on, and its exit code tells. */
  async #showFault(fault: Fault, isTold = false): Promise<void> {
    if (this.#faults.add(fault, isTold)) await this.showMessage(fault.message);
  }
}
