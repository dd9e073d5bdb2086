/** Printing: on paper there are no pages to turn, so all versions that match are printed, and all that needs attention. */
import { showCount } from './paging.ts';
import type { RecordView } from './record-view.ts';
import { createRow } from './rows.ts';

/** Nobody reads more on paper. */
const MAX_PRINTED_ROWS = 1_000;

/** Opens the lists of what needs attention while the page is printed, and closes them again. */
export function connectPrintedLists(): void {
  let opened: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll<HTMLDetailsElement>('.group details:not([open])')];
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
    opened = [];
  });
}

/** Adds the rows of the other pages while the page is printed; those on the screen stay as they are. */
export function connectPrinting(table: HTMLTableElement, view: RecordView): void {
  let added: HTMLElement[] = [];
  addEventListener('beforeprint', () => {
    const { matching, range } = view;
    if (added.length > 0 || matching.length > MAX_PRINTED_ROWS) return;
    const before = matching.slice(0, range.start).map(createRow);
    const after = matching.slice(range.end).map(createRow);
    table.tBodies[0]?.prepend(...before);
    table.tBodies[0]?.append(...after);
    added = [...before, ...after];
    showCount(view.describe({ start: 0, end: matching.length }));
  });
  addEventListener('afterprint', () => {
    if (added.length === 0) return;
    for (const row of added) row.remove();
    added = [];
    showCount(view.describe());
  });
}
