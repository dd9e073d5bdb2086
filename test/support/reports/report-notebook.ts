/** Writes generated cells as nbformat 4.4, as papermill leaves a notebook: 1-space indent, sources as lists of lines. */

/** One cell; `plot` is the script that its output shows. */
export interface GeneratedCell {
  readonly kind: 'code' | 'markdown';
  readonly source: string;
  readonly tags?: readonly string[];
  readonly plot?: string;
  readonly text?: string;
}

/** The notebook's text, without a final newline. */
export function renderNotebook(cells: readonly GeneratedCell[], random: () => number): string {
  let executionCount = 0;
  let seconds = 0;
  const rendered = cells.map(({ kind, source, tags = [], plot, text }) => {
    const start = seconds;
    seconds += 0.01 + random() / 10;
    const metadata = {
      papermill: {
        duration: Number((seconds - start).toFixed(6)),
        end_time: timeAt(seconds),
        exception: false,
        start_time: timeAt(start),
        status: 'completed',
      },
      tags,
    };
    if (kind === 'markdown') return { cell_type: kind, metadata, source: linesOf(source) };
    executionCount += 1;
    const outputs = [
      ...(text === undefined ? [] : [stream(text)]),
      ...(plot === undefined ? [] : [display(plot)]),
    ];
    return { cell_type: kind, execution_count: executionCount, metadata, outputs, source: linesOf(source) };
  });
  const metadata = {
    kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
    language_info: { file_extension: '.py', mimetype: 'text/x-python', name: 'python', version: '3.9.1' },
    papermill: {
      duration: Number(seconds.toFixed(6)),
      start_time: timeAt(0),
      end_time: timeAt(seconds),
      version: '2.3.3',
    },
  };
  return JSON.stringify({ cells: rendered, metadata, nbformat: 4, nbformat_minor: 4 }, null, 1);
}

const timeAt = (seconds: number): string =>
  new Date(Date.UTC(2026, 0, 2, 4, 0) + Math.round(seconds * 1000)).toISOString().replace('Z', '000');

const stream = (text: string) => ({ name: 'stdout', output_type: 'stream', text: linesOf(text) });

const display = (script: string) => ({
  data: { 'application/javascript': linesOf(script), 'text/html': ['<div class="plot"></div>'] },
  metadata: {},
  output_type: 'display_data',
});

const linesOf = (source: string): string[] => source.match(/[^\n]*\n|[^\n]+/g) ?? [];
