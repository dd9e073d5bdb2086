/**
 * The script of the audit page: shows the list of records. `node tools/page-script.ts` bundles it into
 * browser-script.ts. These modules run in browsers only, and make no request.
 */
import type { AuditRecord } from '../../record/schema.ts';
import { findElement } from './elements.ts';
import { connectFilter } from './filter.ts';
import { connectPaging, showCount, showPaging } from './paging.ts';
import { connectPrinting } from './print.ts';
import { RecordView } from './record-view.ts';
import { createHead, showRows } from './table.ts';

const table = findElement('#rows', HTMLTableElement);
const view = new RecordView(readRecords());

table.append(createHead(view, update));
connectFilter(view, update);
connectPaging(view, () => {
  update();
  table.scrollIntoView({ block: 'nearest' });
});
connectPrinting(view, table);
update();
findElement('#list', HTMLElement).hidden = false;

/** The records of the page's data element, which the program wrote. */
function readRecords(): readonly AuditRecord[] {
  return JSON.parse(findElement('#data', HTMLScriptElement).text);
}

function update(): void {
  showRows(table, view);
  showPaging(view);
  showCount(view.describePage());
}
