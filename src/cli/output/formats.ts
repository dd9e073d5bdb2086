/** How records are shown: a table for people, ndjson and csv for programs. Rendering only. */
import type { AuditRecord } from '../../audit/record/schema.ts';
import { renderJsonLine } from '../../text/safe-text.ts';
import type { Format } from '../commands/report-options.ts';
import { csvHead, renderCsv } from './csv.ts';
import { renderRows, tableHead } from './table.ts';

/** Renders records as they come: the text before them, and some of them. */
export interface Renderer {
  readonly head: string;
  readonly renderRecords: (records: readonly AuditRecord[]) => string;
}

/** The renderer of a format; `columns` is the width to fit into, undefined where no terminal reads. */
export function rendererOf(format: Format, columns: number | undefined): Renderer {
  switch (format) {
    case 'table':
      return { head: tableHead(columns), renderRecords: (records) => renderRows(records, columns) };
    case 'ndjson':
      return {
        head: '',
        renderRecords: (records) => records.map((record) => `${renderJsonLine(record)}\n`).join(''),
      };
    case 'csv':
      return { head: csvHead(), renderRecords: renderCsv };
  }
}
