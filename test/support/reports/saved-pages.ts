/** Writes notebooks whose saved outputs hold HTML. */

/** One output as nbformat has it. */
export type SavedOutput = Readonly<Record<string, unknown>>;

/** The output that `HTML(...)` as a cell's last expression makes. */
export const displayed = (html: unknown, nbformat: 3 | 4 = 4): SavedOutput =>
  nbformat === 4
    ? {
        output_type: 'execute_result',
        execution_count: 2,
        metadata: {},
        data: { 'text/html': html, 'text/plain': ['<IPython.core.display.HTML object>'] },
      }
    : { output_type: 'pyout', prompt_number: 2, metadata: {}, html };

/** A notebook of two code cells, on one line: `source`, and one with these outputs. */
export function writeSavedPages(
  outputs: readonly SavedOutput[],
  nbformat: 3 | 4 = 4,
  source = 'setup_profiler_report(arn, opt_out=True)',
): Buffer {
  const display = 'HTML(filename="profiler-report.html")';
  const code = (text: string, own: readonly SavedOutput[]) => ({
    cell_type: 'code',
    metadata: {},
    outputs: own,
    ...(nbformat === 4
      ? { execution_count: 1, source: [text] }
      : { input: [text], language: 'python', collapsed: false }),
  });
  const markdown = { cell_type: 'markdown', metadata: {}, source: ['# A report'] };
  const cells = [markdown, code(source, []), code(display, outputs)];
  return Buffer.from(
    JSON.stringify(
      nbformat === 4
        ? { cells, metadata: { language_info: { name: 'python' } }, nbformat, nbformat_minor: 4 }
        : { metadata: { name: '' }, nbformat, nbformat_minor: 0, worksheets: [{ cells, metadata: {} }] },
    ),
  );
}

/** A string of JSON in which every character is escaped by its number. */
export const escapeAll = (text: string): string =>
  `"${text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')}"`;
