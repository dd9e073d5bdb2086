/** How the time of planning a notebook grows with each thing a hostile notebook can be made of. */
import { planNotebook } from '../../src/notebook/plan.ts';
import { medianOf } from './median.ts';
import { exponentOf } from './row.ts';

/** One row of the table. */
export interface Growth {
  readonly name: string;
  /** 1 is linear, 2 the square. */
  readonly exponent: number;
  readonly ms: number;
}

const CALL = 'setup_profiler_report(arn)';

const notebookOf = (sources: readonly (string | readonly string[])[], more: object = {}): Buffer =>
  Buffer.from(
    JSON.stringify({
      cells: sources.map((source) => ({ cell_type: 'code', metadata: {}, outputs: [], source })),
      metadata: { language_info: { name: 'python' } },
      nbformat: 4,
      ...more,
    }),
  );

const sheetOf = (inputs: readonly (readonly string[])[]): Buffer =>
  Buffer.from(
    JSON.stringify({
      nbformat: 3,
      worksheets: inputs.map((input) => ({ cells: [{ cell_type: 'code', input }] })),
    }),
  );

const listOf = <Item>(count: number, write: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => write(at));
const nested = (count: number, open: string, close: string, inner = ''): string =>
  open.repeat(count) + inner + close.repeat(count);

/** A cell with a call and something else: `count` times the same thing. */
const CELLS: Readonly<Record<string, (count: number) => string>> = {
  calls: (count) => `${CALL}\n`.repeat(count),
  'calls on a line': (count) => `${CALL}; `.repeat(count),
  'calls added up': (count) => `x = ${listOf(count, () => CALL).join(' + ')}`,
  'calls of calls': (count) => `x${'.setup_profiler_report(a)'.repeat(count)}`,
  'calls nested as deep as Python allows': (count) =>
    `${nested(190, 'setup_profiler_report(', ')')}\n`.repeat(count / 190),
  'brackets nested': (count) => `${CALL}\nx = ${nested(count * 5, '(', ')')}`,
  'brackets never closed': (count) => `${CALL}\nx = ${'['.repeat(count * 5)}`,
  'line magics': (count) => `%time ${CALL}\n`.repeat(count),
  'assigned magics': (count) => `x = %time ${CALL}\n`.repeat(count),
  'shell lines': (count) => '!echo setup_profiler_report\n'.repeat(count) + CALL,
  'expressions in a shell line': (count) => `${CALL}\n!echo ${'{x} $y '.repeat(count)}`,
  'cell magics': (count) => `${'%%time\n'.repeat(count)}${CALL}`,
  prompts: (count) => `>>> ${CALL}\n`.repeat(count),
  'continuation lines': (count) => `${CALL}\nx = 1${' + \\\n 1'.repeat(count)}`,
  'continuation lines of Windows': (count) => `${CALL}\nx = 1${' + \\\r\n 1'.repeat(count)}`,
  'continued shell lines': (count) => `${CALL}\n!ls${' \\\n a'.repeat(count)}`,
  backslashes: (count) => `${CALL}\nx = "${'\\\\'.repeat(count * 4)}"\r\n`,
  'imports of one name': (count) =>
    listOf(count, (at) => `import smdebug.m${at} as u\nu.setup_profiler_report(x)`).join('\n'),
  'names in an import': (count) =>
    `from smdebug.core.utils import (${listOf(count, (at) => `m${at}`)}, setup_profiler_report)\n${CALL}`,
  'strings that are printed': (count) =>
    `print(${listOf(count, () => '"setup_profiler_report()"').join(' + ')})`,
  'mentions in a string': (count) => `x = "${'setup_profiler_report in '.repeat(count)}"`,
  'strings in a list': (count) => `x = [${'"see setup_profiler_report, x(", '.repeat(count)}]`,
  comments: (count) => `${'# setup_profiler_report\n'.repeat(count)}${CALL}`,
  'fields of an f-string': (count) => `f"${`{${CALL}} `.repeat(count)}"`,
  'f-strings nested': (count) => `${CALL}\n${nested(count, 'f"{', '}"', 'x')}`,
  'formats nested': (count) => `${CALL}\nf"${nested(count, '{x:', '}')}"`,
  'arguments that go': (count) => `setup_profiler_report(arn, opt_out=g(${'x, '.repeat(count)}))`,
  'syntax errors': (count) => `${CALL}\n${'= = )\n'.repeat(count)}`,
  'strings never closed': (count) => `${CALL}\n${'x = "a\n'.repeat(count)}`,
  lambdas: (count) => `${CALL}\nx = ${'lambda: '.repeat(count)}1`,
  attributes: (count) => `${CALL}\nx = a${'.b'.repeat(count)}.setup_profiler_report(arn)`,
  spaces: (count) => `${CALL}${' '.repeat(count * 4)}\n${CALL}`,
  'words beyond ASCII': (count) => `${CALL}\n${'é '.repeat(count)}`,
};

const NOTEBOOKS: Readonly<Record<string, (count: number) => Buffer>> = {
  'cells with a call': (count) => notebookOf(listOf(count, () => CALL)),
  'cells without': (count) => notebookOf(listOf(count * 4, () => 'x = 1')),
  aliases: (count) =>
    notebookOf(
      listOf(count, (at) => `from smdebug.core.utils import setup_profiler_report as a${at}\na${at}(x)`),
    ),
  'files that are written, and imports': (count) =>
    notebookOf([
      ...listOf(count, (at) => `%%writefile f${at}.py\n${CALL}`),
      ...listOf(count, (at) => `import g${at}`),
    ]),
  'lines of a source': (count) => notebookOf([[...listOf(count * 4, () => 'x = 1\n'), CALL]]),
  'strings of a line': (count) => notebookOf([[...listOf(count * 4, () => 'x '), ';', CALL]]),
  'lines of nbformat 3': (count) => sheetOf([listOf(count * 4, () => 'x = 1')]),
  worksheets: (count) => sheetOf(listOf(count * 4, () => ['x'])),
  keys: (count) =>
    notebookOf([CALL], Object.fromEntries(listOf(count * 4, (at) => `k${at}`).map((key) => [key, 1]))),
  'escaped characters': (count) =>
    Buffer.from(
      notebookOf(['@'])
        .toString()
        .replace('@', '\\u0078\\u003b'.repeat(count) + CALL),
    ),
};

const SMALL = 1000;
const FACTOR = 6;
const ROUNDS = 3;

/** Each thing in a small and in a large number. */
export function measureNotebookGrowth(): Growth[] {
  const cells = Object.entries(CELLS).map(
    ([name, write]) => [name, (count: number) => notebookOf([write(count)])] as const,
  );
  return [...cells, ...Object.entries(NOTEBOOKS)].map(([name, write]) => {
    const [small, large] = [SMALL, SMALL * FACTOR].map((count) => timeOf(write(count))) as [number, number];
    return { name, exponent: exponentOf(small, large, FACTOR), ms: large };
  });
}

const timeOf = (notebook: Buffer): number =>
  medianOf(
    listOf(ROUNDS, String).map(() => {
      const start = performance.now();
      planNotebook(notebook);
      return performance.now() - start;
    }),
  );
