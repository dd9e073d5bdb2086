/** Writes notebooks for tests in the many ways that JSON allows, all of the same cells. */
import { escapeAll } from './reports/saved-pages.ts';

/** How a notebook file is written; every field changes bytes and none changes meaning. */
export interface NotebookStyle {
  readonly name: string;
  readonly nbformat?: 3 | 4;
  readonly indent?: number | string;
  /** Sources as one string instead of a list of lines. */
  readonly isString?: boolean;
  /** Every character of the sources as a \u escape. */
  readonly isEscaped?: boolean;
  /** Lists of lines without their line ends, as nbformat 3 allows. */
  readonly isBare?: boolean;
  readonly lineEnd?: '\n' | '\r\n';
  readonly hasMark?: boolean;
  readonly finalNewline?: boolean;
}

/** Styles that together use every way of writing that the design names. */
export const NOTEBOOK_STYLES: readonly NotebookStyle[] = [
  { name: 'as the report is generated', indent: 1 },
  { name: 're-saved with a final newline', indent: 1, finalNewline: true },
  { name: 'on one line, sources as strings', isString: true },
  { name: 'nbformat 3', nbformat: 3, indent: 2 },
  { name: 'nbformat 3, sources as strings, tabs', nbformat: 3, isString: true, indent: '\t' },
  { name: 'nbformat 3, lines without line ends', nbformat: 3, isBare: true, indent: 1 },
  { name: 'escaped', isEscaped: true, indent: 1 },
  {
    name: 'escaped strings with CRLF and a byte order mark',
    isEscaped: true,
    isString: true,
    indent: 4,
    lineEnd: '\r\n',
    hasMark: true,
  },
];

/** The bytes of a notebook with these code cells, a markdown and a raw cell that mention the call, and outputs that do. */
export function writeNotebook(sources: readonly string[], style: NotebookStyle = { name: 'plain' }): Buffer {
  const nbformat = style.nbformat ?? 4;
  const text = (source: string) =>
    style.isString ? source : style.isBare ? bareLinesOf(source) : linesOf(source);
  const code = (source: string) =>
    nbformat === 4
      ? { cell_type: 'code', execution_count: 1, metadata: {}, outputs: [OUTPUT], source: text(source) }
      : {
          cell_type: 'code',
          collapsed: false,
          input: text(source),
          language: 'python',
          metadata: {},
          outputs: [],
        };
  const cells = [
    { cell_type: 'markdown', metadata: {}, source: text('call `setup_profiler_report(arn)`') },
    ...sources.map(code),
    { cell_type: 'raw', metadata: {}, source: text('setup_profiler_report(arn)') },
  ];
  const notebook =
    nbformat === 4
      ? { cells, metadata: { language_info: { name: 'python' } }, nbformat, nbformat_minor: 4 }
      : { metadata: { name: '' }, nbformat, nbformat_minor: 0, worksheets: [{ cells, metadata: {} }] };
  let json = JSON.stringify(notebook, null, style.indent);
  if (style.isEscaped) json = escapeSources(json, sources, style);
  if (style.lineEnd !== undefined) json = json.replaceAll('\n', style.lineEnd);
  return Buffer.from(`${style.hasMark ? '\ufeff' : ''}${json}${style.finalNewline ? '\n' : ''}`);
}

const OUTPUT = {
  name: 'stdout',
  output_type: 'stream',
  text: ['setup_profiler_report(arn) "quoted" \\ </script>\n'],
};

/** Lines with their line ends, as Jupyter writes sources. */
export const linesOf = (source: string): string[] => source.match(/[^\n]*\n|[^\n]+/g) ?? [];

/** Lines without their line ends; with them where a first line that ends in CR would make a reader take it for one. */
const bareLinesOf = (source: string): string[] => {
  const lines = source.split('\n');
  return lines[0]?.endsWith('\r') ? linesOf(source) : lines;
};

function escapeSources(json: string, sources: readonly string[], style: NotebookStyle): string {
  const strings = sources.flatMap((source) => (style.isString ? [source] : linesOf(source)));
  const written = new Set(strings.map((string) => JSON.stringify(string)));
  return json.replace(/"(?:[^"\\]|\\.)*"/g, (string) =>
    written.has(string) ? escapeAll(JSON.parse(string)) : string,
  );
}

/** The sources of a notebook's code cells, read as Jupyter reads them. */
export function readSources(bytes: Uint8Array): string[] {
  const notebook = JSON.parse(
    Buffer.from(bytes)
      .toString('utf8')
      .replace(/^\ufeff/, ''),
  );
  const cells: { cell_type: string; source?: string | string[]; input?: string | string[] }[] =
    notebook.cells ?? notebook.worksheets.flatMap((sheet: { cells: unknown[] }) => sheet.cells);
  return cells
    .filter(({ cell_type }) => cell_type === 'code')
    .map(({ source, input }) => (source === undefined ? joinInput(input) : [source].flat().join('')));
}

/** Source: nbformat, v3/rwbase.py, `_join_lines`. */
function joinInput(input: string | string[] = ''): string {
  if (typeof input === 'string') return input;
  return input.join(/[\n\r]$/.test(input[0] ?? '') ? '' : '\n');
}
