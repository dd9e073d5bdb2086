/** The loop that `scan`, `apply` and `restore` share: objects several at a time, and their results in key order. */
import type { AuditRecord } from '../../audit/record/schema.ts';
import { Fault } from '../../report/fault.ts';
import { type EarlyEnd, INTERRUPTED, LISTING_BROKEN } from '../../results/early-end.ts';
import { exitCodeOf } from '../../results/exit-reasons.ts';
import { quantity, renderCount } from '../../results/quantity.ts';
import type { AdaptiveLimit } from '../../run/adaptive-limit.ts';
import { type CountObjects, type CutObjects, limitObjects, observeTotal } from '../../run/limit.ts';
import { askPatiently, MAX_THROTTLED_ROUNDS, roundDelayMs } from '../../run/patience.ts';
import { compareKeys } from '../../text/key-order.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';
import { type ReportResult, Results, type RunEnd, type Summary } from '../output/results.ts';
import type { Location, Stores } from '../stores.ts';
import { inOrder } from '../targets/in-order.ts';
import type { ListingNotices } from '../targets/list-reports.ts';
import { untilAborted } from '../targets/until-aborted.ts';
import type { KeepRecord } from './opt-out-one.ts';
import {
  assertSummaryWritable,
  type NamedRun,
  type RunOptions,
  viewOf,
  writeRunSummary,
} from './run-output.ts';
import { RunStop } from './run-stop.ts';

/** The items of a run: reports, or single objects. */
export interface Items<Item> extends NamedRun {
  readonly list: (notices: ListingNotices) => AsyncIterable<Item>;
  readonly countObjects: CountObjects<Item>;
  /** Where a limit falls into an item. Needed where an item has several objects. */
  readonly cutObjects?: CutObjects<Item>;
  /** Counts the objects of all items ahead, for the time left; undefined where that cannot be done at once. */
  readonly countAhead?: (signal: AbortSignal) => Promise<number | undefined>;
  /** How many items are under way at once. */
  readonly limit: AdaptiveLimit;
  /** Processes one item, again when S3 throttled it the first time; `keep` takes its records. @throws Fault */
  readonly process: (item: Item, keep: KeepRecord, isAgainSince: Date | undefined) => Promise<unknown>;
  /** The objects that were left out since they are on record; asked at the end. */
  readonly leftOut?: () => LeftOut | undefined;
  /** What else is to be told; asked at the end. */
  readonly ending?: () => Promise<Ending>;
  /** The command line that goes on from here when the run ends early. */
  readonly showResume?: (() => string) | undefined;
  /** True when one of the targets turned out to hold nothing; asked at the end. */
  readonly hasEmptyTarget?: () => boolean;
  /** True when the listing of a target broke off, so that there may be more; asked at the end. */
  readonly isListingBroken?: () => boolean;
}

/** Sentences for a person at the end of a run, and what else decides about its exit code. */
export interface Ending extends Pick<RunEnd, 'unbelieved'> {
  readonly messages: readonly string[];
}

/** The ledger of a run, and the stores that open it; no ledger keeps no records. */
export interface RunLedger {
  readonly stores: Stores;
  readonly ledger: Location | undefined;
}

/** The figures of a run, and its exit code. */
export interface RunResult extends Pick<Summary, 'counts'> {
  readonly exitCode: 0 | 1 | 2 | 3;
}

/**
 * Processes all items. A fault of one is shown and counted, and the others go on, until the ledger fails or nothing
 * answers any more (`RunStop`). @throws Fault when ledger or summary cannot be written
 */
export async function forEachObject<Item>(
  items: Items<Item>,
  { stores, ledger }: RunLedger,
  options: RunOptions,
  io: Io,
): Promise<RunResult> {
  await assertSummaryWritable(options, io);
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
  keepRecord: (record: AuditRecord) => void | Promise<void>,
  options: RunOptions,
  io: Io,
): Promise<RunResult> {
  const { concurrency, maxObjects = Number.POSITIVE_INFINITY } = options;
  const startedAt = io.clock.now();
  const results = new Results(viewOf(items, options, io), io);
  const expectTotal = (total: number) => results.expectTotal(Math.min(total, maxObjects));
  const stop = new RunStop(options.maxFailures);
  const keep = async (record: AuditRecord) => {
    try {
      // A ledger that is throttled slows the run down, as reports do.
      await askPatiently(async () => keepRecord(record), io.clock, io.signal);
    } catch (error) {
      if (error instanceof Fault) stop.ledgerFailed(error);
      throw error;
    }
  };
  const ended = AbortSignal.any([io.signal, stop.signal]);
  const all = untilAborted(items.list(results.notices), ended);
  let isLimited = false;
  const countable = { count: items.countObjects, cut: items.cutObjects ?? ((item: Item) => item) };
  const limited = limitObjects(all, maxObjects, countable, () => {
    isLimited = true;
  });
  const isOver = new AbortController();
  const counting = io.isErrorTerminal ? items.countAhead?.(isOver.signal) : undefined;
  counting?.then(
    (total) => total !== undefined && expectTotal(total),
    () => {},
  );
  try {
    const listed = observeTotal(limited, items.countObjects, (total) => results.expectTotal(total));
    const work = (item: Item): Promise<ReportResult> =>
      items.limit.run(async () => {
        // What was taken from the listing and not begun stays for the next run.
        if (ended.aborted) return { records: [], notExamined: items.countObjects(item) };
        const result = await processItem(item, items, keep, { clock: io.clock, signal: ended });
        stop.countFailures(result);
        return result;
      });
    for await (const result of inOrder(listed, concurrency, work)) {
      const isRepeated = stop.take(result) === 'count';
      await results.show({ ...result, isRepeated });
    }
  } catch (error) {
    // What is done so far has to be known.
    await results.end({ hasFailed: true });
    throw error;
  } finally {
    isOver.abort();
    await Promise.allSettled([counting]);
  }
  const stopped: readonly EarlyEnd[] = [
    ...(io.signal.aborted ? [INTERRUPTED] : []),
    ...(stop.reason === undefined ? [] : [stop.reason]),
    ...(items.isListingBroken?.() ? [LISTING_BROKEN] : []),
    ...(isLimited ? [limitReached(maxObjects)] : []),
  ];
  for (const { text } of stopped.filter(isUntold)) await results.showMessage(`stopped: ${text}`);
  const leftOut = items.leftOut?.();
  if (leftOut !== undefined) await results.showMessage(describeLeftOut(leftOut));
  const { messages = [], unbelieved } = (await items.ending?.()) ?? {};
  for (const message of messages) await results.showMessage(message);
  const summary = await results.end({
    unbelieved,
    hasEmptyTarget: items.hasEmptyTarget?.(),
    refusedBefore: leftOut?.refused,
    stopped,
  });
  if (stopped.length > 0 && items.showResume !== undefined)
    await results.showMessage(`to go on: ${items.showResume()}`);
  else if (isLimited) await results.showMessage('to go on: run again without --max-objects, or with more');
  const exitCode = exitCodeOf(summary.exitReasons);
  await writeRunSummary(items, { ...summary, startedAt, exitCode }, options, io);
  return { counts: summary.counts, exitCode };
}

const limitReached = (maxObjects: number): EarlyEnd => {
  const label = `--max-objects ${maxObjects}`;
  return { reason: 'max-objects', label, text: `${label} is reached, and more remain` };
};

/** Whoever interrupts knows it, and the listing has told what broke. */
const isUntold = (end: EarlyEnd): boolean => end !== INTERRUPTED && end !== LISTING_BROKEN;

/** Objects that are on record from an earlier run. */
export interface LeftOut {
  readonly count: number;
  readonly refused: number;
}

const describeLeftOut = ({ count, refused }: LeftOut): string =>
  `left out, on record and unchanged: ${quantity(count, 'object')}${refused === 0 ? '' : `, ${renderCount(refused)} of them refused`}`;

async function processItem<Item>(
  item: Item,
  { process, limit, countObjects }: Pick<Items<Item>, 'process' | 'limit' | 'countObjects'>,
  keepRecord: (record: AuditRecord) => Promise<void>,
  { clock, signal }: Pick<Io, 'clock' | 'signal'>,
): Promise<ReportResult> {
  /** By id: what is tried again may be recorded again. */
  const records = new Map<string, AuditRecord>();
  const keep: KeepRecord = async (record, isEarlier) => {
    await keepRecord(record);
    // The record of an earlier run is kept if it was not yet, but is no result of this one.
    if (!isEarlier) records.set(record.id, record);
  };
  const startedAt = clock.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      await process(item, keep, attempt === 1 ? undefined : startedAt);
      return { records: inKeyOrder([...records.values()]) };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const isAgain = error.code === 'throttled' && attempt < MAX_THROTTLED_ROUNDS && !signal.aborted;
      if (isAgain) {
        limit.throttled();
        await clock.sleep(roundDelayMs(attempt, clock), signal);
      }
      if (!isAgain || signal.aborted)
        return endedBy(error, inKeyOrder([...records.values()]), countObjects(item));
    }
  }
}

/** A report of so many objects, of which a fault left some that nobody has looked at. */
function endedBy(fault: Fault, records: readonly AuditRecord[], objects: number): ReportResult {
  const examined = new Set(records.map(({ object }) => object.key)).size;
  return { records, fault, notExamined: Math.max(0, objects - examined - 1) };
}

/** Records of the same key stay in their order: the current version's first. */
const inKeyOrder = (records: readonly AuditRecord[]): AuditRecord[] =>
  records.toSorted(({ object: a }, { object: b }) => compareKeys(a.key, b.key));
