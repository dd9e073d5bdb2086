/** Offsets in a cell's text, and the bytes that they stand for. */
import { expect, test } from 'vitest';
import { byteOffset } from '../../src/bytes/edit.ts';
import { decodeSource, type NotebookFormat } from '../../src/jupyter/code-cell.ts';
import { codeUnitOffset, SourceMap } from '../../src/jupyter/source-map.ts';

/** What lies in the bytes of a source for each stretch of its text, as written in the file. */
function mapOf(json: string, nbformat: NotebookFormat = 4) {
  const bytes = Buffer.from(`{"source": ${json}, "x": "y"}`);
  const start = '{"source": '.length;
  const end = start + Buffer.byteLength(json);
  const source = decodeSource(bytes.subarray(start, end), nbformat);
  const map = new SourceMap(bytes, { start: byteOffset(start), end: byteOffset(end), source });
  const rangesOf = (from: number, to: number) =>
    map.toByteRanges(codeUnitOffset(from), codeUnitOffset(to)).map((range) => [range.start, range.end]);
  const written = (from: number, to: number) =>
    rangesOf(from, to).map(([first, last]) => bytes.toString('utf8', first, last));
  return { start, text: source.text, rangesOf, written };
}

test('characters of one to four bytes, and escapes, are found at their bytes', () => {
  const { text, written } = mapOf('["a\u007f\u0080é߿ࠀअ€\uffff😀", "\\n\\u00e9\\ud83d\\ude00\\"b"]');
  expect(text).toBe('a\u007f\u0080é߿ࠀअ€\uffff😀\né😀"b');
  const units = Array.from(text, (_, at) => at);
  expect(units.slice(0, 9).map((at) => written(at, at + 1)[0])).toEqual([...text].slice(0, 9));
  expect(written(9, 11)).toEqual(['😀']);
  expect([11, 12, 13, 14, 15, 16].map((at) => written(at, at + 1)[0])).toEqual([
    '\\n',
    '\\u00e9',
    '\\ud83d',
    '\\ude00',
    '\\"',
    'b',
  ]);
});

test('a stretch over several strings is one range for each', () => {
  const { written } = mapOf('["ab\\n", "cd\\n","ef"]');
  expect(written(0, 2)).toEqual(['ab']);
  expect(written(1, 4)).toEqual(['b\\n', 'c']);
  expect(written(1, 7)).toEqual(['b\\n', 'cd\\n', 'e']);
});

test('text is inserted right behind the character before', () => {
  const { start, rangesOf } = mapOf('["ab", "é"]');
  expect(rangesOf(1, 1)).toEqual([[start + 3, start + 3]]);
  expect(rangesOf(2, 2)).toEqual([[start + 4, start + 4]]);
  expect(rangesOf(3, 3)).toEqual([[start + 10, start + 10]]);
});

test('line feeds that stand in no byte count as characters between the strings', () => {
  const { text, written, rangesOf, start } = mapOf('["ab", "", "c"]', 3);
  expect(text).toBe('ab\n\nc');
  expect([written(0, 2), written(4, 5)]).toEqual([['ab'], ['c']]);
  expect(rangesOf(3, 3)).toEqual([[start + 7, start + 7]]);
});

test.each([
  [0, 0],
  [-1, 1],
  [2, 1],
  [1, 4],
  [4, 4],
])('a stretch outside of the text is an error: %i to %i', (from, to) => {
  const { rangesOf } = mapOf('"abc"');
  expect(() => rangesOf(from, to)).toThrow(new RangeError(`no text from ${from} to ${to}`));
});
