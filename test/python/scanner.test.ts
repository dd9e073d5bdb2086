/** What is text and what is code in strings of every kind, as CPython's own tokenizer has it. */
import { expect, test } from 'vitest';
import { PythonScanner } from '../../src/python/scanner.ts';

/** The source with all text and comments as dots. */
function codeOf(source: string): string {
  const scanner = new PythonScanner(source);
  for (let at = 0; at < source.length; ) at = scanner.skipLogicalLine(at);
  let code = source;
  for (const { from, to } of scanner.texts)
    code = code.slice(0, from) + code.slice(from, to).replaceAll(/[^\n]/g, '.') + code.slice(to);
  return code;
}

test.each([
  ['a "b" c', 'a "." c'],
  ["a 'b\"c' d", "a '...' d"],
  ['"a\\"b" c', '"...." c'],
  ['r"a\\"b" c', 'r"...." c'],
  ['"""a"b""" c', '"""...""" c'],
  ["'''a\n''b''' c", "'''.\n...''' c"],
  ['"a\\\nb" c', '"..\n." c'],
  ['"a\nb" c', '".\nb"..'],
  ['a # "b\nc', 'a ....\nc'],
  ['"# a" b', '"..." b'],
  ['f"a{b}c"', 'f".{b}."'],
  ['f"{{a}}b"', 'f"......"'],
  ['f"{{{a}}}"', 'f"..{a}.."'],
  ['f"\\{a}"', 'f".{a}"'],
  ['rf"\\{a}\\\\{b}"', 'rf".{a}..{b}"'],
  ['f"\\\\{a}"', 'f"..{a}"'],
  ['f"\\N{A B}{c}"', 'f".......{c}"'],
  ['rf"\\N{a}"', 'rf"..{a}"'],
  ['f"\\N{a" + b', 'f"...." + b'],
  ['f"{a!r:>{b}}"', 'f"{a!r:.{b}}"'],
  ['f"{a:{b:{c}}}d"', 'f"{a:{b:{c}}}."'],
  ['f"{a:{{b}}}c"', 'f"{a:{{b}}}."'],
  ['f"{a[b:c]}d"', 'f"{a[b:c]}."'],
  ['f"{a["b"]}c"', 'f"{a["."]}."'],
  ["f'{f'{a}'}b'", "f'{f'{a}'}.'"],
  ['f"{a # }"\n}b"', 'f"{a ....\n}."'],
  ['f"{a:b\n}c"', 'f"{a:.\n}."'],
  ['f"{a:b" c', 'f"{a:." c'],
  ['f"}a" b', 'f".." b'],
  ['t"{a}b" Rt"{c}"', 't"{a}." Rt"{c}"'],
  ['b"{a}" u"{a}" Rb"{a}"', 'b"..." u"..." Rb"..."'],
  ['xf"{a}" éf"{a}"', 'xf"..." éf"..."'],
  ['f"{a"', 'f"{a"'],
])('%j has the code %j', (source, code) => {
  expect(codeOf(source)).toBe(code);
});

test('brackets and fields that are open at a time are counted', () => {
  const scanner = new PythonScanner('([{a}])]\nf"{ (b) }" ((c');
  expect(scanner.skipLogicalLine(0)).toBe(9);
  expect(scanner.deepest).toBe(3);
  scanner.skipLogicalLine(9);
  expect(scanner.deepest).toBe(3);
});

test('the parser is told of template strings and of backslashes before braces', () => {
  const scanner = new PythonScanner('rT"\\{a}" f"\\}"');
  scanner.skipLogicalLine(0);
  expect(scanner.repairs).toEqual([
    { from: 1, text: 'f' },
    { from: 3, text: '_' },
    { from: 11, text: '_' },
  ]);
});

test('a line may be made to end early', () => {
  const scanner = new PythonScanner('f("""a\nb""")\nc');
  expect(scanner.skipLogicalLine(0, 7)).toBe(7);
  expect(scanner.texts).toEqual([{ from: 5, to: 7, kind: 'string' }]);
});
