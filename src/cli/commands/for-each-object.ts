/** The loop that `scan`, `apply` and `restore` share: objects several at a time, and their results in key order. */
import { type RecordSink, recordTrail } from '../../audit/record/record-trail.ts';
import type { AuditRecord } from '../../audit/record/schema.ts';
import { Fault } from '../../report/fault.ts';
import { isRebuilt } from '../../report/finding.ts';
import type { AuditTrail } from '../../report/ports.ts';
import { software } from '../../report/software.ts';
import { defined } from '../../text/defined.ts';
import { compareKeys } from '../../text/key-order.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';
import { exitCodeOf } from '../output/exit-reasons.ts';
import type { NextStep } from '../output/group-kinds.ts';
import { type ReportResult, Results, type Summary } from '../output/results.ts';
import type { Location, Stores } from '../stores.ts';
import { inOrder } from '../targets/in-order.ts';
import { type Countable, limitObjects, observeTotal } from '../targets/limit.ts';
import type { ListingNotices } from '../targets/list-reports.ts';
import { untilAborted } from '../targets/until-aborted.ts';
import type { ReportOptions } from './report-options.ts';
import { RunStop } from './run-stop.ts';

/** The items of a run: reports, or single objects. */
export interface Items<Item> {
  readonly list: (notices: ListingNotices) => AsyncIterable<Item>;
  readonly countable: Countable<Item>;
  /** Counts the objects of all items ahead, for the time left; undefined where that cannot be done at once. */
  readonly countAhead?: (signal: AbortSignal) => Promise<number | undefined>;
  /** Processes one item; its findings go on the trail. @throws Fault */
  readonly process: (item: Item, trail: AuditTrail) => Promise<unknown>;
  /** The message for a run without any items, unless the listing itself tells. */
  readonly emptyMessage?: string;
  /** The command line of a next step. */
  readonly showNext: (step: NextStep) => string;
  /** True when something that still reports usage makes the exit code 1. */
  readonly isCheck?: boolean;
}

/** The ledger of a run, and the stores that open it; no ledger keeps no records. */
export interface RunLedger {
  readonly stores: Stores;
  readonly ledger: Location | undefined;
}

/** The counts of a run's outcomes, and its exit code. */
export interface RunResult extends Pick<Summary, 'counts'> {
  readonly exitCode: 0 | 1 | 2 | 3;
}

/**
 * Processes all items. A fault of one is shown and counted, and the others go on, until the ledger fails or nothing
 * answers any more (`RunStop`). @throws Fault when the ledger cannot be opened
 */
export async function forEachObject<Item>(
  items: Items<Item>,
  { stores, ledger }: RunLedger,
  options: ReportOptions,
  io: Io,
): Promise<RunResult> {
  if (ledger === undefined) return processAll(items, () => {}, options, io);
  return stores.withLedger(ledger, async (opened) => {
    const result = await processAll(items, (record) => opened.append(record), options, io);
    if (options.format === 'table' && result.counts.size > 0)
      await io.writeError(`records: ${showSafely(opened.name)}\n`);
    return result;
  });
}

async function processAll<Item>(
  items: Items<Item>,
  keepRecord: RecordSink,
  { format, all: isWhole, concurrency, maxObjects = Number.POSITIVE_INFINITY }: ReportOptions,
  io: Io,
): Promise<RunResult> {
  const { emptyMessage, showNext, isCheck = false } = items;
  const results = new Results({ format, emptyMessage, showNext, isCheck, ...defined({ all: isWhole }) }, io);
  const expectTotal = (total: number) => results.expectTotal(Math.min(total, maxObjects));
  const stop = new RunStop();
  const keep: RecordSink = async (record, finding) => {
    try {
      await keepRecord(record, finding);
    } catch (error) {
      if (error instanceof Fault) stop.ledgerFailed(error);
      throw error;
    }
  };
  const all = untilAborted(items.list(results.notices), AbortSignal.any([io.signal, stop.signal]));
  const limited = limitObjects(all, maxObjects, items.countable, () =>
    results.showMessage(`stopped: --max-objects ${maxObjects} is reached, and more remain`),
  );
  const isOver = new AbortController();
  const counting = io.isErrorTerminal ? items.countAhead?.(isOver.signal) : undefined;
  counting?.then(
    (total) => total !== undefined && expectTotal(total),
    () => {},
  );
  try {
    const listed = observeTotal(limited, items.countable, expectTotal);
    const work = async (item: Item): Promise<ReportResult> =>
      stop.signal.aborted ? { records: [] } : processItem(item, items.process, keep);
    for await (const result of inOrder(listed, concurrency, work)) {
      const isRepeated = stop.take(result) === 'count';
      await results.show({ ...result, isRepeated });
    }
  } catch (error) {
    // What is done so far has to be known.
    await results.end();
    throw error;
  } finally {
    isOver.abort();
    await Promise.allSettled([counting]);
  }
  if (stop.reason !== undefined) await results.showMessage(`stopped: ${stop.reason}`);
  const summary = await results.end();
  return { counts: summary.counts, exitCode: exitCodeOf(summary.exitReasons) };
}

async function processItem<Item>(
  item: Item,
  process: Items<Item>['process'],
  keepRecord: RecordSink,
): Promise<ReportResult> {
  const records: AuditRecord[] = [];
  const context = { trigger: { source: 'cli' }, software } as const;
  const trail = recordTrail(context, keepRecord, (record, finding) => {
    // The record of an earlier run is kept if it was not yet, but is no result of this one.
    if (!isRebuilt(finding)) records.push(record);
  });
  try {
    await process(item, trail);
    return { records: inKeyOrder(records) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { records: inKeyOrder(records), fault: error };
  }
}

/** Records of the same key stay in their order: the current version's first. */
const inKeyOrder = (records: readonly AuditRecord[]): AuditRecord[] =>
  records.toSorted(({ object: a }, { object: b }) => compareKeys(a.key, b.key));
