/** Ends a run early when going on is of no use: its ledger fails, or nothing answers any more. */
import type { Fault } from '../../report/fault.ts';
import type { EarlyEnd } from '../../results/early-end.ts';
import { quantity } from '../../results/quantity.ts';
import type { MaxFailures } from '../option-values.ts';
import type { ReportResult } from '../output/results.ts';

/** The number of items in a row that may end with a fault that is not about them. */
const MAX_GENERAL_FAULTS = 3;

/** A page may have a record for each of its versions. */
const countObjects = (records: ReportResult['records']): number =>
  new Set(records.map(({ object }) => object.key)).size;

/** Before so many objects, a part of them says little. */
const MIN_OBJECTS_FOR_PERCENT = 20;

/** What becomes of a fault that ended an item. */
export type FaultTreatment = 'show' | 'count';

/** Watches the faults of a run; once it is stopped nothing new is begun, and what is in progress is finished. */
export class RunStop {
  readonly #controller = new AbortController();
  readonly #ledgerFaults = new Set<Fault>();
  readonly #maxFailures: MaxFailures | undefined;
  #generalFaults = 0;
  #failures = 0;
  #objects = 0;
  #reason: EarlyEnd | undefined;

  /** `maxFailures` is the number, or the part, of objects that may fail or be refused. */
  constructor(maxFailures?: MaxFailures) {
    this.#maxFailures = maxFailures;
  }

  /** Aborted when the run is stopped. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why the run was stopped; undefined when it was not. */
  get reason(): EarlyEnd | undefined {
    return this.#reason;
  }

  /** Stops the run: a record could not be kept, so the next one could not, either. */
  ledgerFailed(fault: Fault): void {
    this.#ledgerFaults.add(fault);
    this.#stop({
      reason: 'ledger-failed',
      label: 'the ledger cannot be written',
      text: `the ledger cannot be written, so nothing else was begun: ${fault.message}`,
    });
  }

  /** Counts what failed or was refused as soon as an item is done, in whatever order that is. */
  countFailures({ fault, records }: ReportResult): void {
    const failed = records.filter(({ outcome }) => outcome === 'refused' || outcome === 'contended');
    const faults = fault === undefined ? 0 : 1;
    this.#failures += countObjects(failed) + faults;
    this.#objects += countObjects(records) + faults;
    if (this.#maxFailures === undefined || !this.#isAbove(this.#maxFailures)) return;
    const label = `--max-failures ${this.#maxFailures.text}`;
    const text = `${this.#failures} of ${quantity(this.#objects, 'object')} failed or ${this.#failures === 1 ? 'was' : 'were'} refused, more than ${label} allows`;
    this.#stop({ reason: 'max-failures', label, text });
  }

  #isAbove({ count, percent }: MaxFailures): boolean {
    if (count !== undefined) return this.#failures > count;
    return this.#objects >= MIN_OBJECTS_FOR_PERCENT && this.#failures * 100 > this.#objects * percent;
  }

  /**
   * Takes the result of an item, in the order of items, and says what becomes of its fault. Faults that
   * `reason` covers, or that repeat a general one, are only counted.
   */
  take({ fault, records }: ReportResult): FaultTreatment {
    if (fault === undefined && records.length === 0) return 'show';
    if (fault === undefined || !fault.isGeneral) {
      this.#generalFaults = 0;
      return fault !== undefined && this.#ledgerFaults.has(fault) ? 'count' : 'show';
    }
    this.#generalFaults += 1;
    if (this.#ledgerFaults.has(fault)) return 'count';
    if (this.#generalFaults === MAX_GENERAL_FAULTS) {
      this.#stop({
        reason: 'no-answer',
        label: `${MAX_GENERAL_FAULTS} reports in a row failed alike`,
        text: `${MAX_GENERAL_FAULTS} reports in a row failed like that, and others would, too: run again later`,
      });
    }
    return this.#generalFaults === 1 ? 'show' : 'count';
  }

  #stop(reason: EarlyEnd): void {
    this.#reason ??= reason;
    this.#controller.abort();
  }
}
