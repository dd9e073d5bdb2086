/** The audit page: one HTML file that shows a ledger and makes no request. Pure. */
import { createHash } from 'node:crypto';
import type { LedgerSummary } from '../ledger/summary.ts';
import type { AuditRecord } from '../record/schema.ts';
import { BROWSER_SCRIPT } from './browser-script.ts';
import { renderCharts } from './charts/charts.ts';
import { escapeHtml, renderInstant, renderJson, renderName } from './html.ts';
import { ABOUT } from './sections/about.ts';
import { type Attestation, renderAttestation } from './sections/attestation.ts';
import { renderKeyFigures } from './sections/key-figures.ts';
import { renderNeedsAttention } from './sections/needs-attention.ts';
import { renderRecordList } from './sections/record-list.ts';
import { STYLE } from './style.ts';

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
  return `<!doctype html>
<html lang="en">
${renderHead(input.title)}
<body>
<a class="skip" href="#records">Skip to the records</a>
${renderHeader(input)}
${await renderMain(input)}
<script type="application/json" id="data">${renderJson(input.records)}</script>
<script>${BROWSER_SCRIPT}</script>
</body>
</html>
`;
}

/** The policy lets in this style sheet and this script, and nothing else. */
const renderHead = (title: string): string => `<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src ${hashSource(STYLE)}; script-src ${hashSource(BROWSER_SCRIPT)}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>`;

/** A source of a Content-Security-Policy: exactly this content may be used. */
const hashSource = (content: string): string =>
  `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

const renderHeader = ({ title, generatedAt, sources }: PageInput): string => `<header>
<h1>${escapeHtml(title)}</h1>
<p>Generated ${renderInstant(generatedAt.toISOString())} from ${sources.map(renderName).join(', ')}</p>
</header>`;

const EMPTY = '<p class="empty">The ledger has no records for this period.</p>';

const renderMain = async (input: PageInput): Promise<string> => `<main>
${input.summary.records === 0 ? EMPTY : ''}
${renderKeyFigures(input.summary)}
${renderNeedsAttention(input.needsAttention)}
${await renderCharts(input.summary)}
${renderRecordList(input.records.length, input.omittedRecords)}
${renderAttestation(input.attestation, input.sources, input.summary, input)}
${ABOUT}
</main>`;
