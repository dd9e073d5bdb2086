/** The frame of the list of versions; the page's script fills it. Pure. */
import { formatCount, formatQuantity } from '../format.ts';
import { renderSection } from '../html.ts';

const FRAME = `<noscript><p>This list needs JavaScript. Everything else on this page works without it.</p></noscript>
<div id="list" hidden>
<form id="filter" class="filter" role="search" aria-label="Filter the versions">
<label>Search <input type="search" name="query" autocomplete="off" placeholder="key, job, ARN, reason, hash"></label>
<label>Reports now <select name="reporting"><option value="">all</option><option value="yes">yes</option><option value="no">no</option><option value="unknown">not known</option></select></label>
<label>State <select name="state"><option value="">all</option></select></label>
<label>Kind <select name="kind"><option value="">all</option><option value="notebook">notebook</option><option value="html">HTML report</option></select></label>
</form>
<p id="count" role="status" aria-live="polite"></p>
<div class="scroll" role="region" aria-label="List of versions" tabindex="0"><table id="rows"></table></div>
<nav id="pages" aria-label="Pages of the list"><button type="button" data-step="-1">Previous</button> <span id="page"></span> <button type="button" data-step="1">Next</button></nav>
</div>`;
const INTRODUCTION =
  '<p>One row for each object version on record, with its present state; those that report usage come first. A row opens to its records.</p>';

/** The section of the list: the filter, the table and its pages, still empty. */
export function renderRecordList(listed: number, omitted: number): string {
  const note = `<p class="omitted">This list shows ${formatQuantity(listed, 'version', 'versions')}, those that report usage first. The ledger has ${formatCount(omitted)} more: <code>profiler-opt-out audit --format csv</code> lists them all.</p>`;
  return renderSection('records', 'Object versions', `${INTRODUCTION}${omitted === 0 ? '' : note}${FRAME}`);
}
