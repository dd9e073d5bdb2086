/** Records as a table that fits a terminal. Rendering only. */
import stringWidth from 'string-width';
import type { AuditRecord } from '../../audit/record/schema.ts';
import { showSafely } from '../../text/safe-text.ts';
import { wrap } from './wrap.ts';

const OUTCOME_WIDTH = 18;
const MIN_COLUMNS = 60;
const DEFAULT_COLUMNS = 120;
const DETAILS_SHARE = 0.4;

/** The line above the rows; `columns` is the width to fit into, undefined where no terminal reads. */
export const tableHead = (columns: number | undefined): string =>
  renderRow(['OUTCOME', 'OBJECT', 'DETAILS'], widthsFor(columns));

/** A row for each record, of one or more lines. */
export function renderRows(records: readonly AuditRecord[], columns: number | undefined): string {
  const widths = widthsFor(columns);
  const [, object, details] = widths;
  return records
    .map((record) => [
      record.outcome,
      wrap(showSafely(shortenKey(record.object.key)), object, 'folders'),
      wrap(showSafely(describe(record)), details, 'words'),
    ])
    .map((cells) => renderRow(cells, widths))
    .join('');
}

type Widths = readonly [outcome: number, object: number, details: number];

function widthsFor(columns = DEFAULT_COLUMNS): Widths {
  const width = Math.max(MIN_COLUMNS, columns);
  const details = Math.floor((width - OUTCOME_WIDTH) * DETAILS_SHARE);
  return [OUTCOME_WIDTH, width - OUTCOME_WIDTH - details - 2, details];
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

/** The folders that SageMaker makes say nothing that the training job's name does not. */
const shortenKey = (key: string): string => key.replace(/\/rule-output\/[^/]+\/profiler-output\//, '/…/');

/** The details of a record that a person needs beside its outcome. */
function describe(record: AuditRecord): string {
  const parts = [
    describeResult(record),
    record.object.isCopy ? 'a copy' : '',
    describeVersion(record),
    describeContradiction(record),
  ];
  return parts.filter((text) => text !== '').join('; ');
}

/** Versions are named where there is more than the current one to tell apart. */
const describeVersion = ({ object }: AuditRecord): string =>
  object.isLatest === false ? `earlier version ${object.versionId}` : '';

const describeContradiction = ({ optionOne }: AuditRecord): string =>
  optionOne?.contradiction === undefined ? '' : `Option 1 ${optionOne.state}: ${optionOne.contradiction}`;

function describeResult(record: AuditRecord): string {
  if (record.outcome === 'refused') return `${record.reason}: ${record.detail}`;
  if (record.edits !== undefined) return record.edits.map(describeEdit).join('; ');
  if (record.outcome === 'contended') return record.detail ?? '';
  return record.html?.beacon === undefined ? '' : 'beacon';
}

function describeEdit({ cell, at, removed, inserted }: NonNullable<AuditRecord['edits']>[number]): string {
  const [before, after] = [removed, inserted].map((text) => Buffer.from(text, 'base64'));
  const where = cell === undefined ? `byte ${at}` : `code cell ${cell}, byte ${at}`;
  const changes = [
    ...(before?.length
      ? [cell === undefined ? `-${before.length} bytes` : `-${JSON.stringify(before.toString())}`]
      : []),
    ...(after?.length ? [`+${JSON.stringify(after.toString())}`] : []),
  ];
  return `${where}: ${changes.join(' ')}`;
}
