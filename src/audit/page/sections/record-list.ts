/** The frame of the list of records; the page's script fills it. Pure. */
import { formatCount, formatQuantity } from '../format.ts';
import { renderSection } from '../html.ts';

const FRAME = `<noscript><p>This list needs JavaScript. Everything else on this page works without it.</p></noscript>
<div id="list" hidden>
<form id="filter" class="filter" role="search" aria-label="Filter the records">
<label>Search <input type="search" name="query" autocomplete="off" placeholder="key, job, ARN, reason, hash"></label>
<label>Outcome <select name="outcome"><option value="">all</option></select></label>
<label>Kind <select name="kind"><option value="">all</option><option value="notebook">notebook</option><option value="html">HTML report</option></select></label>
</form>
<p id="count" role="status" aria-live="polite"></p>
<div class="scroll" role="region" aria-label="List of records" tabindex="0"><table id="rows"></table></div>
<nav id="pages" aria-label="Pages of records"><button type="button" data-step="-1">Previous</button> <span id="page"></span> <button type="button" data-step="1">Next</button></nav>
</div>`;

/** The section of the list: the filter, the table and its pages, still empty. */
export function renderRecordList(listed: number, omitted: number): string {
  const note = `<p class="omitted">This list shows the first ${formatQuantity(listed, 'record', 'records')}, ordered by key. The ledger has ${formatCount(omitted)} more: <code>profiler-opt-out audit --format csv</code> lists them all.</p>`;
  return renderSection('records', 'Records', `${omitted === 0 ? '' : note}${FRAME}`);
}
