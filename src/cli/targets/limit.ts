/** Counts objects while they are listed, and ends a listing after a number of them. */
import type { ReportTarget } from '../../report/report-target.ts';

/** The number of objects that an item stands for, and a part of the item when only some may be taken. */
export interface Countable<Item> {
  readonly count: (item: Item) => number;
  readonly cut: (item: Item, count: number) => Item;
}

/** Reports count with their objects. */
export const REPORTS: Countable<ReportTarget> = {
  count: ({ objects }) => objects.length,
  cut: (report, count) => ({ ...report, objects: report.objects.slice(0, count) }),
};

/** Items that stand for one object each. */
export const SINGLE = { count: () => 1, cut: <Item>(item: Item) => item };

/** At most `maxObjects` objects; `onCut` is called when there are more. */
export async function* limitObjects<Item>(
  items: AsyncIterable<Item>,
  maxObjects: number,
  { count, cut }: Countable<Item>,
  onCut: () => Promise<void>,
): AsyncGenerator<Item> {
  let left = maxObjects;
  for await (const item of items) {
    if (count(item) > left) {
      if (left > 0) yield cut(item, left);
      await onCut();
      return;
    }
    left -= count(item);
    yield item;
  }
}

/** The items as they are; `onEnd` gets the number of their objects once all are listed. */
export async function* observeTotal<Item>(
  items: AsyncIterable<Item>,
  { count }: Countable<Item>,
  onEnd: (total: number) => void,
): AsyncGenerator<Item> {
  let total = 0;
  for await (const item of items) {
    total += count(item);
    yield item;
  }
  onEnd(total);
}
