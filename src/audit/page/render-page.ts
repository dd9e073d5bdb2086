/** The audit page: one HTML file that shows a ledger and makes no request. Pure. */
import { createHash } from 'node:crypto';
import { defined } from '../../text/defined.ts';
import type { AttentionGroup } from '../ledger/attention.ts';
import type { LedgerSummary } from '../ledger/figures/summary.ts';
import type { CommandContext } from '../ledger/next-command.ts';
import { type LedgerSource, lastingName } from '../ledger/verification-command.ts';
import { BROWSER_SCRIPT, BROWSER_STYLE } from './browser-assets.ts';
import { renderAccounts, renderPrefixes } from './charts/groups.ts';
import { renderActions, renderAges } from './charts/over-time.ts';
import { escapeHtml, renderInstant, renderJson, renderName, renderSection } from './html.ts';
import type { JobsToAct } from './jobs-on-record.ts';
import type { PageData } from './page-data.ts';
import { ABOUT } from './sections/about.ts';
import { type Completeness, renderAnswer } from './sections/answer.ts';
import { type Attestation, type NotCounted, renderAttestation } from './sections/attestation.ts';
import { renderKeyFigures } from './sections/key-figures.ts';
import { renderNeedsAttention } from './sections/needs-attention.ts';
import { renderRecordList } from './sections/record-list.ts';
import { renderTrainingJobs } from './sections/training-jobs.ts';

/** The content of the page. Names may be hostile. */
export interface PageInput {
  readonly title: string;
  readonly sources: readonly LedgerSource[];
  readonly generatedAt: Date;
  readonly summary: LedgerSummary;
  readonly needsAttention: readonly AttentionGroup[];
  /** The training jobs whose reports will report usage, or may. */
  readonly jobsToAct: JobsToAct;
  /** How S3 was reached, where that was said; next commands say it, too. */
  readonly connection?: Pick<CommandContext, 'endpointUrl' | 'region'>;
  /** The list. */
  readonly data: PageData;
  /** The number of versions for which the list has no room. */
  readonly omittedVersions: number;
  readonly notCounted: NotCounted;
  readonly attestation: Attestation;
  /** Where the ledger was compared with a target. */
  readonly completeness?: Completeness;
}

/** The page as HTML. Charts are drawn here; its script filters, sorts and opens rows. */
export async function renderPage(input: PageInput): Promise<string> {
  const { title, sources, generatedAt, summary, data } = input;
  return `<!doctype html>
<html lang="en">
${renderHead(title)}
<body>
<a class="skip" href="#records">Skip to the list</a>
<header>
<h1>${escapeHtml(title)}</h1>
<p>Generated ${renderInstant(generatedAt.toISOString())} from ${sources.map(({ name }) => renderName(name)).join(', ')}</p>
</header>
<main>
${renderAnswer(summary, input.notCounted, input.completeness)}
${renderKeyFigures(summary)}
${renderNeedsAttention(input.needsAttention, { ...input.connection, ...defined({ ledger: lastingName(sources) }) })}
${renderTrainingJobs(summary, input.jobsToAct)}
${await renderCharts(summary)}
${renderRecordList(data.rows.length, input.omittedVersions)}
${renderAttestation(input.attestation, sources, summary, input.notCounted)}
${ABOUT}
</main>
<script type="application/json" id="data">${renderJson(data)}</script>
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
  const charts = [
    await renderAges(summary),
    await renderActions(summary),
    await renderAccounts(summary),
    await renderPrefixes(summary),
  ].filter((chart) => chart !== '');
  if (charts.length === 0) return '';
  return renderSection('charts', 'When and where', `<div class="charts">${charts.join('')}</div>`);
}
