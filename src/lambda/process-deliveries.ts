/**
 * Processes the deliveries of one invocation: several reports at a time, the deliveries of one report one after the
 * other. A delivery's failure is its own, and the time limit of the invocation is kept.
 */
import { parseReportKey } from '../report/key.ts';
import { deliveryError, logFailure } from './failures.ts';
import { type Item, logFields, processDelivery } from './process-delivery.ts';
import { processInTime } from './process-in-time.ts';
import type { FunctionParts } from './process-report.ts';
import type { InvocationContext } from './within-time.ts';

/** The deliveries that have to come again, each with the reason. */
export type Failures = ReadonlyMap<Item, Error>;

/** Reports in progress at the same time. */
const CONCURRENCY = 8;

/**
 * Processes the deliveries until the time is nearly over; those that are not finished by then fail, too. A rewrite
 * that is in progress may still be made: it is conditional, and the next delivery finds its result.
 */
export const processDeliveries = (
  items: readonly Item[],
  context: InvocationContext,
  parts: FunctionParts,
): Promise<Failures> =>
  processInTime([...Map.groupBy(items, groupOf).values()].map(notebooksFirst), context, {
    concurrency: CONCURRENCY,
    process: (item) => processDelivery(item, context.awsRequestId, parts),
    timedOut: (item) => {
      const error = deliveryError('timed out: not finished before the time limit of the function');
      logFailure(error, logFields(item), parts);
      return error;
    },
  });

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
