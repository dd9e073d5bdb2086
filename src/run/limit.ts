/** Counts objects while they are listed, and ends a listing after a number of them. */

/** The number of objects that an item stands for. */
export type CountObjects<Item> = (item: Item) => number;

/** An item with only so many of its objects. */
export type CutObjects<Item> = (item: Item, count: number) => Item;

/** At most `maxObjects` objects; `onLimit` is called when there are more. */
export async function* limitObjects<Item>(
  items: AsyncIterable<Item>,
  maxObjects: number,
  { count, cut }: { readonly count: CountObjects<Item>; readonly cut: CutObjects<Item> },
  onLimit: () => void,
): AsyncGenerator<Item> {
  let left = maxObjects;
  for await (const item of items) {
    if (count(item) > left) {
      if (left > 0) yield cut(item, left);
      return onLimit();
    }
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
