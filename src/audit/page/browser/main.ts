/** The script of the audit page: shows the list of records. It runs in browsers only, and makes no request. */
import type { AuditRecord } from '../../record/schema.ts';
import { findElement } from './elements.ts';
import { connectFilter } from './filter.ts';
import { connectPaging, showCount, showPaging } from './paging.ts';
import { connectPrinting } from './print.ts';
import { RecordView } from './record-view.ts';
import { connectSorting, showRows } from './table.ts';

const table = findElement('#rows', HTMLTableElement);
/** The program wrote the data, valid by its schema. */
const records: readonly AuditRecord[] = JSON.parse(findElement('#data', HTMLScriptElement).text);
const view = new RecordView(records);

connectSorting(table, view, update);
connectFilter(view, update);
connectPaging(view, () => {
  update();
  table.scrollIntoView({ block: 'nearest' });
});
connectPrinting(table, view);
update();
findElement('#list', HTMLElement).hidden = false;

function update(): void {
  showRows(table, view);
  showPaging(view);
  showCount(view.describe());
}
