/** The audit page: one HTML file that shows a ledger, and asks nobody for anything. Pure. */
import { createHash } from 'node:crypto';
import type { LedgerSummary } from '../ledger/summary.ts';
import type { AuditRecord } from '../record/schema.ts';
import { renderMonths, renderTimeline, renderTrainingJobs } from './charts.ts';
import { startPage } from './client.ts';
import { makeKit, showEvidence } from './client-evidence.ts';
import { escapeHtml, renderCount, renderInstant, renderJson, renderName } from './html.ts';
import { ABOUT, type Attestation, renderAttestation, renderKeyFigures, renderNeeds } from './sections.ts';
import { STYLE } from './style.ts';

/** What the page shows. Names may be hostile. */
export interface PageInput {
  readonly title: string;
  /** Names of the ledgers. */
  readonly sources: readonly string[];
  readonly generatedAt: Date;
  readonly summary: LedgerSummary;
  /** The rows of the list. */
  readonly records: readonly AuditRecord[];
  readonly needsPerson: readonly AuditRecord[];
  /** Records that the ledger has beyond those of the list. */
  readonly omittedRecords: number;
  readonly badLines: number;
  readonly duplicates: number;
  readonly attestation: Attestation;
}

/** The functions use nothing but what they are given, so their text is the script; bundled, their minified text. */
const SCRIPT = `(${startPage})((${makeKit})(),${showEvidence});`;

/** The page as HTML. Charts are drawn here; the script in it filters, sorts and opens rows, and makes no request. */
export async function renderPage(input: PageInput): Promise<string> {
  const { title, summary, records } = input;
  const charts = summary.days.length === 0 ? '' : await renderCharts(summary);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#records">Skip to the records</a>
<header>
<h1>${escapeHtml(title)}</h1>
<p>Made ${renderInstant(input.generatedAt.toISOString())} from ${input.sources.map(renderName).join(', ')}</p>
</header>
<main>
${summary.records === 0 ? '<p class="empty">The ledger holds no records of this period.</p>' : ''}
${renderKeyFigures(summary)}
${renderNeeds(input.needsPerson)}
${charts}
${renderList(records.length, input.omittedRecords)}
${renderAttestation(input.attestation, input.sources, summary, input)}
${ABOUT}
</main>
<script type="application/json" id="data">${renderJson(records)}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** As a Content-Security-Policy names what may run. */
const hashOf = (content: string): string =>
  `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

async function renderCharts(summary: LedgerSummary): Promise<string> {
  const charts = [
    await renderTimeline(summary.days),
    await renderMonths(summary.days),
    ...(summary.trainingJobs.length === 0 ? [] : [await renderTrainingJobs(summary)]),
  ];
  return `<section aria-labelledby="charts"><h2 id="charts">Over time, and by training job</h2><div class="charts">${charts.join('')}</div></section>`;
}

/** The script fills it. */
function renderList(count: number, omitted: number): string {
  const more =
    omitted === 0
      ? ''
      : `<p class="omitted">The list holds the first ${renderCount(count)} records in the order of keys; ${renderCount(omitted)} more are in the ledger, and in <code>profiler-opt-out audit --format csv</code>.</p>`;
  return `<section aria-labelledby="records"><h2 id="records" tabindex="-1">Records</h2>${more}
<noscript><p>The list needs JavaScript; everything else on this page does not.</p></noscript>
<div id="list" hidden>
<form id="filter" class="filter" role="search" aria-label="Filter the records">
<label>Search <input type="search" name="query" autocomplete="off" placeholder="key, job, ARN, reason, hash"></label>
<label>Outcome <select name="outcome"><option value="">all</option></select></label>
<label>Kind <select name="kind"><option value="">both</option><option value="notebook">notebook</option><option value="html">HTML report</option></select></label>
</form>
<p id="count" role="status" aria-live="polite"></p>
<div class="scroll" role="region" aria-label="List of records" tabindex="0"><table id="rows"></table></div>
<nav id="pages" aria-label="Pages of records"><button type="button" data-step="-1">Previous</button> <span id="page"></span> <button type="button" data-step="1">Next</button></nav>
</div></section>`;
}
