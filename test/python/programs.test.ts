/** Which programs read the body of a cell, and which texts may start Python. */
import { expect, test } from 'vitest';
import { mayStartPython, readerOf } from '../../src/python/programs.ts';

test.each([
  ['python3', 'python'],
  ['/opt/conda/bin/python3.11 -u', 'python'],
  ['"C:\\Python\\python.exe" -X utf8 -', 'python'],
  ['--bg --out x ipython', 'python'],
  ['env -i -u A B=c pypy3', 'python'],
  ['{sys.executable}', 'python'],
  ['python -c x', 'unknown'],
  ['python -m x', 'unknown'],
  ['python x.py', 'unknown'],
  ['pythonic', 'unknown'],
  ['env', 'unknown'],
  ['', 'unknown'],
  ['bash -e', 'foreign'],
  ['Rscript', 'foreign'],
  ['--no-raise-error false', 'foreign'],
])('%j is read by: %s', (command, reader) => {
  expect(readerOf(command)).toBe(reader);
});

test.each([
  'python -c x',
  'cd a && python3 b.py',
  'x=$(/usr/bin/python2.7 -)',
  '!python',
  'env A=b papermill x.ipynb',
  "sh -c 'jupyter run x'",
  '{sys.executable} x',
  '$MY_PYTHON x',
  'kernel.execute("x")',
  'PyCall.x',
])('%j may start Python', (text) => {
  expect(mayStartPython(text)).toBe(true);
});

test.each(['grep x /usr/lib/python3.8/site', 'ls my-python', 'pythonic', 'echo x', 'rpython x'])(
  '%j starts no Python',
  (text) => {
    expect(mayStartPython(text)).toBe(false);
  },
);
