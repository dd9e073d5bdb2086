/** The table of the list: headings that sort, and the rows of the page. */
import { createElement } from './elements.ts';
import { COLUMNS, REPORTS_NOW, type RecordView } from './record-view.ts';
import { createRow } from './rows.ts';

/** Lets the headings sort the view; `update` shows it afterwards. */
export function connectSorting(table: HTMLTableElement, view: RecordView, update: () => void): void {
  const headings = COLUMNS.map((column) => {
    const button = createElement('button', { type: 'button', class: 'sort' }, column.heading);
    const heading = createElement('th', { scope: 'col' }, button);
    if (column === REPORTS_NOW) heading.setAttribute('aria-sort', 'descending');
    button.addEventListener('click', () => {
      for (const each of headings) each.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', view.sortBy(column));
      update();
    });
    return heading;
  });
  table.append(createElement('thead', {}, createElement('tr', {}, ...headings)));
}

/** Shows the rows of the view's page, all closed. */
export function showRows(table: HTMLTableElement, { matching, range }: RecordView): void {
  table.tBodies[0]?.remove();
  const rows = matching.slice(range.start, range.end).map(createRow);
  table.append(createElement('tbody', {}, ...rows));
}
