/** What IPython would take away, blanked out to the letter, and the logical lines that it looks at. */
import { describe, expect, test } from 'vitest';
import { planNotebook } from '../../src/notebook/plan.ts';
import { toPython } from '../../src/python/ipython.ts';
import { endOfContinuedLine, visitLogicalLines } from '../../src/python/logical-lines.ts';
import { PythonScanner } from '../../src/python/scanner.ts';
import { writeNotebook } from '../support/notebook.ts';

const linesOf = (text: string, from = 0): string[] => {
  const starts: number[] = [];
  visitLogicalLines(text, from, new PythonScanner(text), (start) => {
    starts.push(start);
    return undefined;
  });
  return starts.map((start, index) => text.slice(start, starts[index + 1] ?? text.length).trim());
};

describe('logical lines', () => {
  test.each<[text: string, lines: string[]]>([
    ['a\nb', ['a', 'b']],
    ['  a\n\tb\n\fc', ['a', 'b', 'c']],
    ['f(a,\nb)\nc', ['f(a,\nb)', 'c']],
    ['[{(\n)}]\nc', ['[{(\n)}]', 'c']],
    ['a)\nb\n)]}\nc', ['a)', 'b', ')]}', 'c']],
    ['a \\\nb\nc', ['a \\\nb', 'c']],
    ['x = "("\ny', ['x = "("', 'y']],
    ["x = '['\ny", ["x = '['", 'y']],
    ['x = "\\"("\ny', ['x = "\\"("', 'y']],
    ['x = """a\n%b\n"""\ny', ['x = """a\n%b\n"""', 'y']],
    ["x = '''(\n'''\ny", ["x = '''(\n'''", 'y']],
    ['x = """\\"""\n"""\ny', ['x = """\\"""\n"""', 'y']],
    ["x = 'never ends\ny", ["x = 'never ends", 'y']],
    ['x # (\ny', ['x # (', 'y']],
    ['x # "\ny', ['x # "', 'y']],
    ['x # the end', ['x # the end']],
    ['x = """never ends\ny', ['x = """never ends\ny']],
    ['', []],
  ])('%j', (text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });

  test('begin where they are told to', () => {
    expect(linesOf('a\nb\nc', 2)).toEqual(['b', 'c']);
  });

  test('that end in a backslash go on', () => {
    expect(endOfContinuedLine('!a \\\n b\nc', 0)).toBe(8);
    expect(endOfContinuedLine('!a\nc', 0)).toBe(3);
    expect(endOfContinuedLine('\\\nb\nc', 1)).toBe(2);
    expect(endOfContinuedLine('!a', 0)).toBe(2);
  });
});

describe('a cell as Python sees it', () => {
  test.each<[cell: string, python: string, blanked: string[]]>([
    ['f(a)\n', 'f(a)\n', []],
    ['a\rb\r\nc\\\r\nd\\\\\r\n', 'a\nb \nc \\\nd\\\\ \n', []],
    ['%time f(a)\nb', '_____;f(a)\nb', ['opaque %time']],
    ['%time  \tf(a)', '_______;f(a)', ['opaque %time']],
    ['%timeit -n 5 -r3 -o -t f(a)', '______________________;f(a)', ['opaque %timeit']],
    ['%timeit  -n  55 f(a)', '_______________;f(a)', ['opaque %timeit']],
    ['%prun -l 5 -q f(a)', '_____________;f(a)', ['opaque %prun']],
    ['%memit -r 1 -i 2 -c f(a)', '___________________;f(a)', ['opaque %memit']],
    ['%mprun -f g -T x f(a)', '________________;f(a)', ['opaque %mprun']],
    ['%lprun -f g -m h -D x -u 1 f(a)', '__________________________;f(a)', ['opaque %lprun']],
    ['%debug -b x:3 f(a)', '_____________;f(a)', ['opaque %debug']],
    ['%snakeviz -f x f(a)', '______________;f(a)', ['opaque %snakeviz']],
    ['%pip install x\nb', '______________\nb', ['harmless %pip']],
    ['%foo x\r\nb', '_______\nb', ['opaque %foo']],
    ['%', '_', ['opaque %']],
    ['  %time f(a)', '  _____;f(a)', ['opaque %time']],
    ['x = %time f(a)', 'x = _____;f(a)', ['opaque %time']],
    ['x=!ls', 'x=___', ['harmless !']],
    ['a, b[0] =  %foo', 'a, b[0] =  ____', ['opaque %foo']],
    ['x != y', 'x != y', []],
    ['x == %y', 'x == %y', []],
    ['x %= %y', 'x %= %y', []],
    ['"=%time"', '"=%time"', []],
    ['!a {b} $c d', '___________', ['opaque !', 'opaque !', 'harmless !']],
    ['!!ls\nb', '____\nb', ['harmless !']],
    ['a.b??\r\nc', '______\nc', ['harmless help']],
    ['%time?\nc', '______\nc', ['harmless help']],
    ['%%time?\nc', '_______\nc', ['harmless help']],
    ['a? ;\nc', '____\nc', ['harmless help']],
    ['?a b\nc', '____\nc', ['harmless help']],
    ['a ? b', 'a ? b', []],
    ['/f a', '____', ['opaque / (autocall)']],
    [', f a', '_____', ['opaque , (autocall)']],
    [';', ';', []],
    ['%%time\nf(a)', '______\nf(a)', ['opaque %%time']],
    ['\n  %%time\nf(a)', '\n  ______\nf(a)', ['opaque %%time']],
    [
      '%%capture a b\r\n%%time\r\nf(a)',
      '______________\n_______\nf(a)',
      ['opaque %%capture', 'opaque %%time'],
    ],
    ['%%timeit -n 5 f(a)\ng', '_____________;f(a)\ng', ['opaque %%timeit']],
    ['%%bash\nf(a)\n', '___________\n', ['harmless %%bash']],
    ['%%ours x\nf(a)', '_____________', ['opaque %%ours']],
    ['x\n%%time\nf', 'x\n______\nf', ['opaque %%time']],
    ['%%time', '______', ['opaque %%time']],
    ['>>> a\n... b\nc', '    a\n    b\nc', []],
    ['In [12]: a\n   ...: b', '         a\n        b', []],
    ['>>>\n>>> a', '   \n    a', []],
    ['a\n>>> b', 'a\n>>> b', []],
    ['x >>> a', 'x >>> a', []],
    ['t"{a}" + T\'b\' + rt"c" + Tr"d" + ut + t', 'f"{a}" + f\'b\' + rf"c" + fr"d" + ut + t', []],
    ['at"a" + ét"b"', 'at"a" + ét"b"', []],
  ])('%j', (cell, python, blanked) => {
    const source = toPython(cell);
    expect(source.text).toBe(python);
    expect(source.text).toHaveLength(cell.length);
    expect(source.blanked.map(({ trust, what }) => `${trust} ${what}`)).toEqual(blanked);
  });

  test('what IPython evaluates in a shell line is told where it stands', () => {
    expect(toPython('x\n!a {b} $cd').blanked).toEqual([
      { from: 5, to: 8, what: '!', trust: 'opaque' },
      { from: 9, to: 12, what: '!', trust: 'opaque' },
      { from: 2, to: 12, what: '!', trust: 'harmless' },
    ]);
  });
});

test.each([
  ['x = 1\n\nsetup_profiler_report(*a)', 'code cell 1, line 3: unpacked arguments'],
  [
    'getattr(u, "setup_profiler_report")',
    'code cell 1, line 1: setup_profiler_report may be looked up or run',
  ],
  ['getattr(u, "setup_" "profiler_report" "setup_profiler_report")', 'may be looked up or run from a string'],
  ["getattr(u, (r'''setup_profiler_report'''))", 'may be looked up or run from a string'],
  ["exec('setup_profiler_report(' + arn + ')')", 'may be looked up or run from a string'],
  ["utils.__dict__['setup_profiler_report'](a)", 'may be looked up or run from a string'],
  ['%our setup_profiler_report', 'setup_profiler_report stands in %our, which may call it'],
  ['%%our\nsetup_profiler_report', 'line 2: setup_profiler_report stands in %%our, which may call it'],
])('the refusal of %j says where and why', (source, detail) => {
  const verdict = planNotebook(writeNotebook([source]));
  expect(verdict.kind === 'refused' && verdict.detail).toContain(detail);
});

test.each([
  'x["setup_profiler_report v2"]',
  '"setup_profiler_report".join(a)',
  'print("setup_profiler_report", a)',
  'log.info("setup_profiler_report")',
])('text that only names the function is no call: %s', (source) => {
  expect(planNotebook(writeNotebook([source])).kind).toBe('no-setup-call');
});
