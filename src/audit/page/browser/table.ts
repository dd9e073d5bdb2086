/** The table of the list: headings that sort, and the rows of the page. */
import { COLUMNS, type Column } from './columns.ts';
import { createElement } from './elements.ts';
import type { RecordView } from './record-view.ts';
import { createRow } from './rows.ts';

/** The table's head; `update` shows the view after it was sorted. */
export function createHead(view: RecordView, update: () => void): HTMLElement {
  const headings = createElement('tr');
  headings.append(
    ...COLUMNS.map((column) =>
      createHeading(column, (heading) => {
        for (const each of headings.children) each.removeAttribute('aria-sort');
        heading.setAttribute('aria-sort', view.sortBy(column));
        update();
      }),
    ),
  );
  return createElement('thead', {}, headings);
}

function createHeading({ heading }: Column, sort: (element: HTMLElement) => void): HTMLElement {
  const button = createElement('button', { type: 'button', class: 'sort' }, heading);
  const element = createElement('th', { scope: 'col' }, button);
  button.addEventListener('click', () => sort(element));
  return element;
}

/** Shows the rows of the view's page, all closed. */
export function showRows(table: HTMLTableElement, view: RecordView): void {
  table.tBodies[0]?.remove();
  table.append(createElement('tbody', {}, ...view.onPage.map(createRow)));
}
