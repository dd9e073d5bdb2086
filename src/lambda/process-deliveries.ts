/**
 * Processes the deliveries of one invocation: several reports at a time, the deliveries of one report one after the
 * other. A delivery's failure is its own, and the time limit of the invocation is kept.
 */
import { parseReportKey } from '../report/key.ts';
import { deliveryError, type Item, logFields, processDelivery } from './process-delivery.ts';
import { type FunctionParts, logFailure } from './process-report.ts';
import { type InvocationContext, withinTime } from './within-time.ts';

/** The deliveries that have to come again, each with the reason. */
export type Failures = ReadonlyMap<Item, Error>;

/** Reports in progress at the same time. */
const CONCURRENCY = 8;

/**
 * Processes the deliveries until the time is nearly over; those that are not finished by then fail, too. A rewrite
 * that is in progress may still be made: it is conditional, and the next delivery finds its result.
 */
export async function processDeliveries(
  items: readonly Item[],
  context: InvocationContext,
  parts: FunctionParts,
): Promise<Failures> {
  const failures = new Map<Item, Error>();
  const unfinished = new Set(items);
  const queue = [...Map.groupBy(items, groupOf).values()].map(notebooksFirst);
  const worker = async () => {
    for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
      for (const item of group) {
        if (!unfinished.has(item)) return;
        const error = await processDelivery(item, context.awsRequestId, parts);
        if (error !== undefined) failures.set(item, error);
        unfinished.delete(item);
      }
    }
  };
  const all = Promise.all(Array.from({ length: CONCURRENCY }, worker));
  if ((await withinTime(all, context)) === 'timed-out') {
    const error = deliveryError('timed out: not finished before the time limit of the function');
    for (const item of unfinished) {
      logFailure(error, logFields(item), parts);
      failures.set(item, error);
    }
    unfinished.clear();
  }
  return new Map(failures);
}

/** Deliveries of one group touch the same report. */
const groupOf = ({ delivery }: Item): string =>
  delivery.kind === 'created'
    ? `${delivery.bucket}/${parseReportKey(delivery.key)?.folder ?? delivery.key}`
    : delivery.kind;

/** The record of an HTML report then says when its notebook was opted out. */
const notebooksFirst = (group: readonly Item[]): Item[] =>
  group.toSorted((a, b) => Number(isHtml(a)) - Number(isHtml(b)));

const isHtml = ({ delivery }: Item): boolean =>
  delivery.kind === 'created' && parseReportKey(delivery.key)?.kind === 'html';
