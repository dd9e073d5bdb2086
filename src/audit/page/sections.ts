/** The parts of the page that are there without a script. */

import type { LedgerSummary } from '../ledger/summary.ts';
import type { AuditRecord } from '../record/schema.ts';
import { escapeHtml, renderCount, renderInstant, renderName } from './html.ts';

/** One hash over the records, and the period they are of. */
export interface Attestation {
  /** ISO 8601; records from `from` up to but not including `to`. */
  readonly from?: string;
  readonly to?: string;
  readonly sha256: string;
  readonly records: number;
}

/** What a privacy officer asks first. */
export function renderKeyFigures(summary: LedgerSummary): string {
  const { notebooks, html, htmlReporting: still } = summary;
  const optedOut = (notebooks['opted-out'] ?? 0) + (notebooks['already-opted-out'] ?? 0);
  const unsettled = ['refused', 'contended'] as const;
  const refused = unsettled.reduce((sum, state) => sum + (notebooks[state] ?? 0) + (html[state] ?? 0), 0);
  const cards: readonly (readonly [kind: string, count: number, label: string, note: string])[] = [
    ['', summary.reports, 'reports seen', `${renderCount(summary.records)} records of their objects`],
    [
      'good',
      optedOut,
      'notebooks opted out',
      notes(notebooks, {
        'no-setup-call': 'never called home',
        'would-opt-out': 'not opted out',
        missing: 'gone',
      }),
    ],
    [
      still > 0 ? 'bad' : '',
      still,
      'HTML reports still report usage',
      `${renderCount(summary.generatedBeforeOptOut)} versions were generated before opting out`,
    ],
    [
      'done',
      html.silenced ?? 0,
      'HTML reports silenced',
      notes(html, { silent: 'never held the beacon', missing: 'gone' }),
    ],
    [
      summary.earlierVersionsReporting + summary.copiesReporting > 0 ? 'bad' : '',
      summary.earlierVersionsReporting + summary.copiesReporting,
      'earlier versions and copies still report',
      `${renderCount(summary.earlierVersionsReporting)} earlier versions, ${renderCount(summary.copiesReporting)} copies`,
    ],
    [refused > 0 ? 'warn' : '', refused, 'refused', 'left as they are; they need a person'],
    [
      summary.contradictions > 0 ? 'warn' : '',
      summary.contradictions,
      'contradictions',
      'the rule and the HTML report do not go together',
    ],
  ];
  const items = cards.map(
    ([kind, count, label, note]) =>
      `<li class="card ${kind}"><strong>${renderCount(count)}</strong> <span>${label}</span> <small>${note}</small></li>`,
  );
  return `<section aria-labelledby="figures"><h2 id="figures">At a glance</h2><ul class="cards">${items.join('')}</ul></section>`;
}

function notes(
  counts: Readonly<Partial<Record<string, number>>>,
  names: Readonly<Record<string, string>>,
): string {
  const said = Object.entries(names).flatMap(([state, name]) => {
    const count = counts[state] ?? 0;
    return count === 0 ? [] : [`${renderCount(count)} ${name}`];
  });
  return said.join(', ');
}

/** Refusals, contention and contradictions, each with what to do. */
export function renderNeeds(records: readonly AuditRecord[]): string {
  const body =
    records.length === 0
      ? '<p>Nothing: no object was refused, and nothing contradicts itself.</p>'
      : `<div class="needs" role="region" aria-label="Objects that need a person" tabindex="0"><ul>${records.map(renderNeed).join('')}</ul></div>`;
  return `<section aria-labelledby="needs"><h2 id="needs">Needs a person (${renderCount(records.length)})</h2>${body}</section>`;
}

function renderNeed({ outcome, reason, detail, object, optionOne }: AuditRecord): string {
  const contradiction = optionOne?.contradiction;
  const what = contradiction === undefined ? outcome : 'contradiction';
  const why =
    contradiction === undefined ? `${reason ?? outcome}: ${detail ?? ''}` : CONTRADICTIONS[contradiction];
  return `<li><span class="tag warn">${what}</span> <span class="key">${renderName(object.key)}</span> <span class="bucket">in ${renderName(object.bucket)}</span><p>${escapeHtml(why)}</p></li>`;
}

const CONTRADICTIONS = {
  'in-force-but-reports':
    'The training job has opt_out_telemetry "True" on its ProfilerReport rule, and yet the HTML report held the beacon: look whether the rule was changed, or the report is of another job.',
  'absent-but-silent':
    'The training job has no opt_out_telemetry "True" on its ProfilerReport rule, and yet the HTML report holds no beacon: look whether somebody took it out, or the report is of another job.',
} as const;

/** What was read, and one hash over it. */
export function renderAttestation(
  { sha256, records, from, to }: Attestation,
  sources: readonly string[],
  { software, firstRecordedAt, lastRecordedAt }: LedgerSummary,
  problems: { readonly badLines: number; readonly duplicates: number },
): string {
  const period = `${from === undefined ? 'the beginning' : renderInstant(from)} until ${to === undefined ? 'the page was made' : `before ${renderInstant(to)}`}`;
  const rows: readonly (readonly [string, string])[] = [
    ['Ledgers', sources.map(renderName).join(', ')],
    ['Recorded in the period from', period],
    ['Records', `${renderCount(records)}, each id once`],
    ...(firstRecordedAt === undefined || lastRecordedAt === undefined
      ? []
      : [
          [
            'First and last',
            `${renderInstant(firstRecordedAt)} and ${renderInstant(lastRecordedAt)}`,
          ] as const,
        ]),
    ['SHA-256 of the records', `<code>${escapeHtml(sha256)}</code>`],
    [
      'Made by',
      Object.entries(software)
        .map(([name, count]) => `${renderName(name)} (${renderCount(count)})`)
        .join(', ') || 'none',
    ],
    [
      'Left out',
      `${renderCount(problems.badLines)} lines that are no valid records, ${renderCount(problems.duplicates)} repeated records`,
    ],
  ];
  const list = rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('');
  return `<section aria-labelledby="attestation"><h2 id="attestation">Attestation</h2><p>The figures of this page are those of the records counted here. Whoever reads the same ledger for the same period with <code>profiler-opt-out audit</code> gets the same hash.</p><dl>${list}</dl></section>`;
}

/** What the words mean, and what silencing does not do. */
export const ABOUT = `<section aria-labelledby="about"><h2 id="about">What this means</h2>
<p>SageMaker Debugger writes a report beside a training job: a notebook and an HTML page. The notebook tells AWS when somebody runs it, unless it is opted out. The HTML page holds a beacon, an image: whoever opens the page in a browser tells AWS. Both name the processing job.</p>
<p><strong>Generated before opting out</strong> is a version of a page that holds the beacon, or did until it was silenced: opting the notebook out afterwards does not change the page.</p>
<p><strong>Silenced</strong> is a page whose beacon was taken out. It still loads scripts from public CDNs, as every one of these pages does. Earlier versions in a bucket with versions, and copies, are left as they are: whoever opens one reports usage.</p>
<p><strong>Still report</strong> says what was recorded when an object was last examined. What was deleted or changed since is not known here; <code>profiler-opt-out audit --against</code> compares with what is there.</p></section>`;
