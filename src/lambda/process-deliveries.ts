/** Processes the deliveries of one invocation: several reports at a time, the deliveries of one report one after the other. */
import { parseReportKey } from '../report/key.ts';
import { defined } from '../text/defined.ts';
import type { DeliveredItem } from './answer-event.ts';
import type { Delivery } from './events/delivery.ts';
import { processCreated } from './process-created.ts';
import { processGroups } from './process-groups.ts';
import type { FunctionParts } from './process-report.ts';
import type { InvocationContext } from './within-time.ts';

type Item = DeliveredItem<Delivery>;

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
  processGroups([...Map.groupBy(items, groupOf).values()].map(notebooksFirst), context, {
    concurrency: CONCURRENCY,
    process: (delivery) => processCreated(delivery, context.awsRequestId, parts),
    fieldsOf,
    parts,
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

/** The fields that identify a delivery on the log. */
const fieldsOf = ({ delivery, messageId }: Item): Readonly<Record<string, string>> => ({
  ...defined({ messageId }),
  ...(delivery.kind === 'created' ? { bucket: delivery.bucket, key: delivery.key } : {}),
});
