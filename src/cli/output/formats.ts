/** How results are shown: a table for people, ndjson and csv for programs. Rendering only. */
import Table from 'cli-table3';
import { stringify } from 'csv-stringify/sync';
import type { AuditRecord } from '../../audit/record/schema.ts';
import { renderJsonLine, showSafely } from '../../text/safe-text.ts';
import { wrap } from './wrap.ts';

/** The formats of `--format`. */
export const FORMATS = ['table', 'ndjson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** Renders records as they come: what stands before them, some of them, what stands after them. */
export interface Renderer {
  readonly head: string;
  readonly renderRecords: (records: readonly AuditRecord[]) => string;
  readonly renderTail: (counts: ReadonlyMap<AuditRecord['outcome'], number>) => string;
}

/** The renderer of a format; `columns` is the width to fit into. */
export function rendererOf(format: Format, columns: number): Renderer {
  switch (format) {
    case 'table':
      return tableRenderer(columns);
    case 'ndjson':
      return {
        head: '',
        renderRecords: (records) => records.map((record) => `${renderJsonLine(record)}\n`).join(''),
        renderTail: () => '',
      };
    case 'csv':
      return {
        head: stringify([CSV_COLUMNS.map(([name]) => name)]),
        renderRecords: (records) =>
          stringify(
            records.map((record) => CSV_COLUMNS.map(([, read]) => showSafely(String(read(record) ?? '')))),
            { escape_formulas: true },
          ),
        renderTail: () => '',
      };
  }
}

type Read = (record: AuditRecord) => string | number | boolean | null | undefined;

const CSV_COLUMNS: readonly (readonly [name: string, read: Read])[] = [
  ['recordedAt', (record) => record.recordedAt],
  ['outcome', (record) => record.outcome],
  ['reason', (record) => record.reason],
  ['detail', (record) => record.detail],
  ['kind', (record) => record.object.kind],
  ['bucket', (record) => record.object.bucket],
  ['key', (record) => record.object.key],
  ['versionId', (record) => record.object.versionId],
  ['isLatest', (record) => record.object.isLatest],
  ['isCopy', (record) => record.object.isCopy],
  ['lastModified', (record) => record.object.lastModified],
  ['trainingJobName', (record) => record.report.trainingJobName],
  ['ruleName', (record) => record.report.ruleName],
  ['processingJobArn', (record) => record.report.processingJobArn],
  ['usageReporting', (record) => record.html?.usageReporting],
  ['generatedBeforeOptOut', (record) => record.html?.generatedBeforeOptOut],
  ['generatedAt', (record) => record.html?.generatedAt],
  ['optedOutAt', (record) => record.html?.optedOutAt],
  ['optionOne', (record) => record.optionOne?.state],
  ['contradiction', (record) => record.optionOne?.contradiction],
  ['beforeSha256', (record) => record.before?.sha256],
  ['beforeBytes', (record) => record.before?.bytes],
  ['afterSha256', (record) => record.after?.sha256],
  ['afterBytes', (record) => record.after?.bytes],
  ['edits', (record) => record.edits?.length],
  ['id', (record) => record.id],
];

const OUTCOME_WIDTH = 18;
const NARROWEST = 60;
const WITHOUT_LINES = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid'
    .split(' ')
    .map((place) => [place, '']),
);

function tableRenderer(columns: number): Renderer {
  const width = Math.max(NARROWEST, columns);
  const what = Math.floor((width - OUTCOME_WIDTH) * 0.4);
  const object = width - OUTCOME_WIDTH - what - 2;
  const colWidths = [OUTCOME_WIDTH, object, what];
  const renderRows = (rows: readonly (readonly string[])[]): string => {
    const table = new Table({
      chars: { ...WITHOUT_LINES, middle: ' ' },
      style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
      colWidths,
    });
    table.push(...rows.map((row) => [...row]));
    return `${table.toString().replace(/ +$/gm, '')}\n`;
  };
  return {
    head: renderRows([['OUTCOME', 'OBJECT', 'WHAT']]),
    renderRecords: (records) =>
      records.length === 0
        ? ''
        : renderRows(
            records.map((record) => [
              record.outcome,
              wrap(showSafely(shorten(record.object.key)), object, 'folders'),
              wrap(showSafely(describe(record)), what, 'words'),
            ]),
          ),
    renderTail: renderSummary,
  };
}

/** The folders that SageMaker makes say nothing that the training job's name does not. */
const shorten = (key: string): string => key.replace(/\/rule-output\/[^/]+\/profiler-output\//, '/…/');

/** What a person wants to know of a record beside its outcome. */
function describe(record: AuditRecord): string {
  const told = [tell(record), record.object.isCopy ? 'a copy' : '', ofVersion(record), contradiction(record)];
  return told.filter((text) => text !== '').join('; ');
}

/** Versions are named where there is more than the current one to tell apart. */
const ofVersion = ({ object }: AuditRecord): string =>
  object.isLatest === false ? `earlier version ${object.versionId}` : '';

const contradiction = ({ optionOne }: AuditRecord): string =>
  optionOne?.contradiction === undefined ? '' : `Option 1 ${optionOne.state}: ${optionOne.contradiction}`;

function tell(record: AuditRecord): string {
  if (record.outcome === 'refused') return `${record.reason}: ${record.detail}`;
  if (record.edits !== undefined) return record.edits.map(describeEdit).join('; ');
  if (record.outcome === 'contended') return record.detail ?? '';
  return record.html?.beacon === undefined ? '' : 'beacon';
}

function describeEdit({ cell, at, removed, inserted }: NonNullable<AuditRecord['edits']>[number]): string {
  const [out, put] = [removed, inserted].map((text) => Buffer.from(text, 'base64'));
  const where = cell === undefined ? `byte ${at}` : `code cell ${cell}, byte ${at}`;
  const what = [
    ...(out?.length
      ? [cell === undefined ? `-${out.length} bytes` : `-${JSON.stringify(out.toString())}`]
      : []),
    ...(put?.length ? [`+${JSON.stringify(put.toString())}`] : []),
  ];
  return `${where}: ${what.join(' ')}`;
}

function renderSummary(counts: ReadonlyMap<AuditRecord['outcome'], number>): string {
  if (counts.size === 0) return '';
  const said = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([outcome, count]) => `${count} ${outcome}`);
  const advice = ADVICE.filter(([outcome]) => counts.has(outcome)).map(([, sentence]) => `${sentence}\n`);
  return `\n${said.join(', ')}\n${advice.join('')}`;
}

/** Rows for a few records, as the table shows them. */
export const renderRows = (records: readonly AuditRecord[], columns: number): string =>
  tableRenderer(columns).renderRecords(records);

const ADVICE: readonly (readonly [AuditRecord['outcome'], string])[] = [
  ['would-opt-out', 'Notebooks that would be opted out report usage when they are run: use apply.'],
  [
    'reports-usage',
    'HTML reports that report usage do so whenever they are opened: use apply --html silence.',
  ],
  ['reports-usage', 'Copies and earlier versions of them are recorded, and left as they are.'],
  ['refused', 'Refused objects were left as they are and need a person.'],
];
