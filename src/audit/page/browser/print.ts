/** Printing: on paper there are no pages to turn, so all records that match are printed. */
import { showCount } from './paging.ts';
import type { RecordView } from './record-view.ts';
import { createRow } from './rows.ts';

/** Nobody reads more on paper. */
const MAX_PRINTED_ROWS = 1_000;

/** Adds the rows of the other pages while the page is printed; those on the screen stay as they are. */
export function connectPrinting(view: RecordView, table: HTMLTableElement): void {
  let added: HTMLElement[] = [];
  addEventListener('beforeprint', () => {
    if (added.length > 0 || view.matchingCount > MAX_PRINTED_ROWS) return;
    const before = view.beforePage.map(createRow);
    const after = view.afterPage.map(createRow);
    table.tBodies[0]?.prepend(...before);
    table.tBodies[0]?.append(...after);
    added = [...before, ...after];
    showCount(view.describeAll());
  });
  addEventListener('afterprint', () => {
    if (added.length === 0) return;
    for (const row of added) row.remove();
    added = [];
    showCount(view.describePage());
  });
}
