/** The audit page: one HTML file that shows a ledger and makes no request. Pure. */
import { createHash } from 'node:crypto';
import type { LedgerSummary } from '../ledger/summary.ts';
import type { AuditRecord } from '../record/schema.ts';
import { BROWSER_SCRIPT, BROWSER_STYLE } from './browser-assets.ts';
import { renderMonths, renderTimeline } from './charts/over-time.ts';
import { renderTrainingJobs } from './charts/training-jobs.ts';
import { escapeHtml, renderInstant, renderJson, renderName, renderSection } from './html.ts';
import { ABOUT } from './sections/about.ts';
import { type Attestation, renderAttestation } from './sections/attestation.ts';
import { renderKeyFigures } from './sections/key-figures.ts';
import { renderNeedsAttention } from './sections/needs-attention.ts';
import { renderRecordList } from './sections/record-list.ts';

/** The content of the page. Names may be hostile. */
export interface PageInput {
  readonly title: string;
  /** Names of the ledgers. */
  readonly sources: readonly string[];
  readonly generatedAt: Date;
  readonly summary: LedgerSummary;
  /** The records of the list. */
  readonly records: readonly AuditRecord[];
  readonly needsAttention: readonly AuditRecord[];
  /** The number of records that the ledger has beyond those of the list. */
  readonly omittedRecords: number;
  readonly badLines: number;
  readonly duplicates: number;
  readonly attestation: Attestation;
}

/** The page as HTML. Charts are drawn here; its script filters, sorts and opens rows. */
export async function renderPage(input: PageInput): Promise<string> {
  const { title, sources, generatedAt, summary, records } = input;
  return `<!doctype html>
<html lang="en">
${renderHead(title)}
<body>
<a class="skip" href="#records">Skip to the records</a>
<header>
<h1>${escapeHtml(title)}</h1>
<p>Generated ${renderInstant(generatedAt.toISOString())} from ${sources.map(renderName).join(', ')}</p>
</header>
<main>
${summary.records === 0 ? '<p class="empty">The ledger has no records for this period.</p>' : ''}
${renderKeyFigures(summary)}
${renderNeedsAttention(input.needsAttention)}
${await renderCharts(summary)}
${renderRecordList(records.length, input.omittedRecords)}
${renderAttestation(input.attestation, sources, summary, input)}
${ABOUT}
</main>
<script type="application/json" id="data">${renderJson(records)}</script>
<script>${BROWSER_SCRIPT}</script>
</body>
</html>
`;
}

/** The policy lets in this style sheet and this script, and nothing else. */
const renderHead = (title: string): string => `<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src ${hashOf(BROWSER_STYLE)}; script-src ${hashOf(BROWSER_SCRIPT)}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${BROWSER_STYLE}</style>
</head>`;

/** The hash by which a Content-Security-Policy allows exactly this content. */
const hashOf = (content: string): string =>
  `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

async function renderCharts(summary: LedgerSummary): Promise<string> {
  if (summary.days.length === 0) return '';
  const charts = [await renderTimeline(summary.days), await renderMonths(summary.days)];
  if (summary.trainingJobs.length > 0) charts.push(await renderTrainingJobs(summary));
  return renderSection(
    'charts',
    'Over time and by training job',
    `<div class="charts">${charts.join('')}</div>`,
  );
}
