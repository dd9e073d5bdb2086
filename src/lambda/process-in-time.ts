/** Processes the items of one invocation in groups, until the time is nearly over. */
import { type InvocationContext, withinTime } from './within-time.ts';

/** How items are processed; an error means that the item has to come again. */
export interface Processing<Item> {
  /** Groups in progress at the same time; the items of one are processed one after the other. */
  readonly concurrency: number;
  readonly process: (item: Item) => Promise<Error | undefined>;
  /** The error of an item that is not finished when the time is nearly over. */
  readonly timedOut: (item: Item) => Error;
}

/** The items that failed, with the reason; among them those that were not finished in time. */
export async function processInTime<Item>(
  groups: readonly (readonly Item[])[],
  context: InvocationContext,
  { concurrency, process, timedOut }: Processing<Item>,
): Promise<ReadonlyMap<Item, Error>> {
  const failures = new Map<Item, Error>();
  const unfinished = new Set(groups.flat());
  const queue = [...groups];
  const worker = async () => {
    for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
      for (const item of group) {
        if (!unfinished.has(item)) return;
        const error = await process(item);
        if (error !== undefined) failures.set(item, error);
        unfinished.delete(item);
      }
    }
  };
  const all = Promise.all(Array.from({ length: concurrency }, worker));
  if ((await withinTime(all, context)) === 'timed-out') {
    for (const item of unfinished) failures.set(item, timedOut(item));
    unfinished.clear();
  }
  return new Map(failures);
}
