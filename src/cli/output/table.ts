/** Records as a table, a row each, that fits a terminal. Rendering only. */
import stringWidth from 'string-width';
import type { AuditRecord } from '../../audit/record/schema.ts';
import { describeRecord, showKey } from './describe-record.ts';
import { wrap } from './wrap.ts';

const OUTCOME_WIDTH = 18;
/** The width below which cells stand below each other. */
const MIN_TABLE_COLUMNS = 60;
const DETAILS_SHARE = 0.4;
const INDENT = '  ';

/** The line above the rows; `columns` is the width to fit into, undefined where no terminal reads. */
export function tableHead(columns: number | undefined): string {
  const cells = ['OUTCOME', 'OBJECT', 'DETAILS'];
  return hasCells(columns) ? renderRow(cells, widthsFor(columns)) : '';
}

/** A row for each record: of one or more lines in a terminal, of one line where programs such as grep read. */
export function renderRows(records: readonly AuditRecord[], columns: number | undefined): string {
  if (columns === undefined) return records.map(renderLine).join('');
  if (!hasCells(columns)) return records.map((record) => renderStack(record, columns)).join('');
  const widths = widthsFor(columns);
  const [, object, details] = widths;
  return records
    .map((record) => [
      record.outcome,
      wrap(showKey(record.object.key, object), object, 'folders'),
      wrap(describeRecord(record), details, 'words'),
    ])
    .map((cells) => renderRow(cells, widths))
    .join('');
}

type Widths = readonly [outcome: number, object: number, details: number];

const hasCells = (columns: number | undefined): columns is number =>
  columns !== undefined && columns >= MIN_TABLE_COLUMNS;

function widthsFor(columns: number): Widths {
  const details = Math.floor((columns - OUTCOME_WIDTH) * DETAILS_SHARE);
  return [OUTCOME_WIDTH, columns - OUTCOME_WIDTH - details - 2, details];
}

function renderLine(record: AuditRecord): string {
  const key = showKey(record.object.key, Number.POSITIVE_INFINITY);
  return `${`${record.outcome.padEnd(OUTCOME_WIDTH)} ${key}  ${describeRecord(record)}`.trimEnd()}\n`;
}

/** The outcome, and indented below it the key and the details. */
function renderStack(record: AuditRecord, columns: number): string {
  const width = columns - INDENT.length;
  const below = [
    wrap(showKey(record.object.key, width), width, 'folders'),
    wrap(describeRecord(record), width, 'words'),
  ];
  const lines = below.filter((text) => text !== '').flatMap((text) => text.split('\n'));
  return [record.outcome, ...lines.map((line) => INDENT + line)].map((line) => `${line}\n`).join('');
}

/** Cells side by side, their lines below each other; nothing is cut off. */
function renderRow(cells: readonly string[], widths: Widths): string {
  const lines = cells.map((cell) => cell.split('\n'));
  const height = Math.max(...lines.map((cell) => cell.length));
  const pad = (text: string, width: number): string =>
    text + ' '.repeat(Math.max(0, width - stringWidth(text)));
  return Array.from({ length: height }, (_, line) => {
    const row = widths.map((width, column) => pad(lines[column]?.[line] ?? '', width));
    return `${row.join(' ').trimEnd()}\n`;
  }).join('');
}
