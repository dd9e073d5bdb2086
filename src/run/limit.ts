/** Counts objects while they are listed, and ends a listing after a number of them. */

/** The number of objects that an item stands for. */
export type CountObjects<Item> = (item: Item) => number;

/**
 * The items up to the one with which `maxObjects` is reached; `onLimit` is called when there are more. No item is cut:
 * the record of a page says more when its notebook was processed before it.
 */
export async function* limitObjects<Item>(
  items: AsyncIterable<Item>,
  maxObjects: number,
  count: CountObjects<Item>,
  onLimit: () => void,
): AsyncGenerator<Item> {
  let left = maxObjects;
  for await (const item of items) {
    if (left <= 0) return onLimit();
    left -= count(item);
    yield item;
  }
}

/** The items as they are; `onEnd` gets the number of their objects once all are listed. */
export async function* observeTotal<Item>(
  items: AsyncIterable<Item>,
  count: CountObjects<Item>,
  onEnd: (total: number) => void,
): AsyncGenerator<Item> {
  let total = 0;
  for await (const item of items) {
    total += count(item);
    yield item;
  }
  onEnd(total);
}
