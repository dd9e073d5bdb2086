/** The script of the audit page: shows the list of versions. It runs in browsers only, and makes no request. */
import { findElement } from './elements.ts';
import { connectFilter } from './filter.ts';
import { connectPaging, showCount, showPaging } from './paging.ts';
import { connectPrintedLists, connectPrinting } from './print.ts';
import { RecordView } from './record-view.ts';
import { connectSorting, showRows } from './table.ts';
import { readVersions } from './versions.ts';

const table = findElement('#rows', HTMLTableElement);
/** The program wrote the data: records that are valid by their schema, and rows that point to them. */
const view = new RecordView(readVersions(JSON.parse(findElement('#data', HTMLScriptElement).text)));

connectSorting(table, view, update);
connectFilter(view, update);
connectPaging(view, () => {
  update();
  table.scrollIntoView({ block: 'nearest' });
});
connectPrinting(table, view);
connectPrintedLists();
update();
findElement('#list', HTMLElement).hidden = false;

function update(): void {
  showRows(table, view);
  showPaging(view);
  showCount(view.describe());
}
