/** Ends a listing after so many objects. */
import type { ReportTarget } from '../../report/report-target.ts';

/** How many objects an item stands for, and what is left of it when only some may be taken. */
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

/** At most `maxObjects` objects; `onCut` is called when more are there. */
export async function* atMost<Item>(
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
