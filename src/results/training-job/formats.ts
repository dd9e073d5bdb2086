/** Rows as text: a table for people, ndjson and csv for programs, annotations for a workflow of GitHub. */
import { stringify } from 'csv-stringify/sync';
import { encodeEdit } from '../../audit/record/edits.ts';
import { defined } from '../../text/defined.ts';
import { renderJsonLine, showSafely } from '../../text/safe-text.ts';
import { wrap } from '../wrap.ts';
import type { RequestRow } from './request-row.ts';

/** One object a line; `edits` are as in an audit record, so that they can be taken back. */
export const renderNdjson = (row: RequestRow): string => `${renderJsonLine(objectOf(row))}\n`;

function objectOf({ file, place, cell, verdict, reason, detail, edits, isFixed }: RequestRow): object {
  const { line, column } = place ?? {};
  return defined({
    file,
    line,
    column,
    cell,
    verdict,
    reason,
    detail,
    edits: edits?.map(({ edit }) => encodeEdit(edit)),
    fixed: isFixed,
  });
}

const CSV_COLUMNS = ['file', 'line', 'column', 'cell', 'verdict', 'reason', 'detail', 'fixed'] as const;

export const requestCsvHead = (): string => stringify([CSV_COLUMNS]);

/** A line for each row; nothing in it acts as a formula. */
export function renderCsvRow({ file, place, cell, verdict, reason, detail, isFixed }: RequestRow): string {
  const cells = [file, place?.line, place?.column, cell, verdict, reason, detail, isFixed];
  return stringify([cells.map((value) => showSafely(String(value ?? '')))], { escape_formulas: true });
}

/** Where a row is about, such as `train.json:12:5`. */
export const showPlace = ({ file, place }: RequestRow): string =>
  showSafely(place === undefined ? file : `${file}:${place.line}:${place.column}`);

const VERDICT_WIDTH = 8;
const INDENT = '  ';

/** A line for programs such as grep; in a terminal the detail stands below. `columns` is the terminal's width. */
export function renderTableRow(row: RequestRow, columns: number | undefined): string {
  const verdict = (row.isFixed ? 'fixed' : row.verdict).padEnd(VERDICT_WIDTH);
  const cell = row.cell === undefined ? '' : ` (cell ${row.cell})`;
  const reason = row.reason === undefined ? '' : `${row.reason}: `;
  const head = `${verdict} ${showPlace(row)}${cell}`;
  const detail = showSafely(reason + row.detail);
  if (columns === undefined) return `${head}  ${detail}\n`;
  const lines = wrap(detail, Math.max(1, columns - INDENT.length), 'words').split('\n');
  return [head, ...lines.map((line) => INDENT + line)].map((line) => `${line}\n`).join('');
}

/** What an edit takes away and puts in, for a person. */
export const renderEdits = ({ edits = [] }: RequestRow): string =>
  edits
    .map(({ edit, start }) => {
      const removed = edit.removed.length === 0 ? '' : ` in place of ${showText(edit.removed)}`;
      return `${INDENT}${start.line}:${start.column}: ${showText(edit.inserted)}${removed}\n`;
    })
    .join('');

const showText = (bytes: Uint8Array): string => showSafely(JSON.stringify(new TextDecoder().decode(bytes)));

/** An annotation. Source: GitHub Actions, workflow commands; escapes as in actions/toolkit, packages/core/src/command.ts. */
export function renderAnnotation(row: RequestRow): string {
  const { file, place, verdict, reason, detail, isFixed } = row;
  if (isFixed || (verdict !== 'absent' && verdict !== 'refused')) return '';
  const level = verdict === 'absent' ? 'error' : 'warning';
  const title = verdict === 'absent' ? 'Profiling report sends telemetry' : `Not decided: ${reason}`;
  const properties = defined({ file, line: place?.line, col: place?.column, title });
  const shown = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level} ${shown.join(',')}::${escapeData(detail)}\n`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
