/**
 * Processes the deliveries of one invocation in groups, until the time is nearly over. What is malformed or none of ours
 * is not handed on. A failure is the delivery's own, and on the log.
 */
import type { DeliveredItem } from './answer-event.ts';
import type { Unprocessed } from './events/delivery.ts';
import { deliveryError, type FunctionLog, logFailure } from './failures.ts';
import type { Meter } from './meter.ts';
import { type InvocationContext, withinTime } from './within-time.ts';

/** How the deliveries of one function are processed. */
export interface GroupProcessing<Content> {
  /** Groups in progress at the same time; the deliveries of one are processed one after the other. */
  readonly concurrency: number;
  /** An error, thrown or not, means that the delivery has to come again. */
  readonly process: (delivery: Content) => Promise<Error | undefined>;
  /** The fields that identify a delivery on the log. */
  readonly fieldsOf: (item: Delivered<Content>) => Readonly<Record<string, string>>;
  readonly parts: { readonly log: FunctionLog; readonly meter: Meter };
}

type Delivered<Content> = DeliveredItem<Content | Unprocessed>;

/** The deliveries that have to come again, with the reason; among them those that were not finished in time. */
export async function processGroups<Content extends { readonly kind: string }>(
  groups: readonly (readonly Delivered<Content>[])[],
  context: InvocationContext,
  processing: GroupProcessing<Content>,
): Promise<ReadonlyMap<Delivered<Content>, Error>> {
  const failures = new Map<Delivered<Content>, Error>();
  const unfinished = new Set(groups.flat());
  const queue = [...groups];
  const worker = async () => {
    for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
      for (const item of group) {
        if (!unfinished.has(item)) return;
        const error = await processItem(item, processing);
        if (error !== undefined) failures.set(item, error);
        unfinished.delete(item);
      }
    }
  };
  const all = Promise.all(Array.from({ length: processing.concurrency }, worker));
  if ((await withinTime(all, context)) === 'timed-out') {
    for (const item of unfinished) {
      const error = deliveryError('timed out: not finished before the time limit of the function');
      logFailure(error, processing.fieldsOf(item), processing.parts);
      failures.set(item, error);
    }
    unfinished.clear();
  }
  return new Map(failures);
}

async function processItem<Content extends { readonly kind: string }>(
  item: Delivered<Content>,
  { process, fieldsOf, parts }: GroupProcessing<Content>,
): Promise<Error | undefined> {
  const { log, meter } = parts;
  const { delivery } = item;
  if (!isUnprocessed(delivery)) {
    try {
      return await process(delivery);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      logFailure(error, fieldsOf(item), parts);
      return error;
    }
  }
  const { kind, why } = delivery;
  if (kind === 'ignored') {
    log.debug('delivery ignored', { why });
    return undefined;
  }
  log.error('malformed delivery', { ...fieldsOf(item), why });
  meter.countMalformed();
  return deliveryError(`malformed delivery: ${why}`);
}

const isUnprocessed = (delivery: { readonly kind: string }): delivery is Unprocessed =>
  delivery.kind === 'ignored' || delivery.kind === 'malformed';
