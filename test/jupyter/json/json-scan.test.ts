/**
 * The scan over JSON takes and refuses what JSON.parse takes and refuses, ends where the value ends, and names the byte
 * that is wrong, wherever the window on the file ends.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonProblem } from '../../../src/jupyter/json/json-problem.ts';
import { JsonScan } from '../../../src/jupyter/json/json-scan.ts';
import { longPieces } from '../../support/json/long-pieces.ts';
import { type ReferenceAnswer, referenceScan } from '../../support/json/reference-scan.ts';

const MAX_DEPTH = 500;
/** Little more than the scan needs: most values lie in several windows. */
const SMALL_WINDOW = 1100;
function scan(bytes: Buffer, depth = 0, windowBytes?: number): ReferenceAnswer {
  try {
    return { end: new JsonScan(bytes, undefined, windowBytes).skipValue(0, depth) };
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    const [, problem = ''] = /^byte [0-9]+ is (the end of the file|.*)/.exec(error.message) ?? [];
    return { problem: error.reason === 'nested-too-deep' ? 'nested too deep' : problem, at: error.at };
  }
}
/** True when the bytes are one value and white space, to our scan. */
function isJson(text: string): boolean {
  const bytes = Buffer.from(text);
  const answer = scan(bytes);
  return 'end' in answer && /^[ \t\r\n]*$/.test(bytes.toString('utf8', answer.end));
}
function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const mark = fc.constantFrom(
  ...'"\\/{}[]:,0-+.eEutfnN \n\r\t\u0000\u001f\u007fé🚀',
  '\\u12',
  '\\u00e9',
  '\\n',
  '\\"',
);
const indent = fc.constantFrom(undefined, 1, 4, '\t');

test('any JSON with anything put in anywhere', () => {
  fc.assert(
    fc.property(fc.jsonValue(), indent, fc.nat(), mark, fc.nat(2), (value, space, at, put, gone) => {
      const json = JSON.stringify(value, null, space);
      const place = at % (json.length + 1);
      const changed = json.slice(0, place) + put + json.slice(place + gone);
      fc.pre(changed.isWellFormed() && !changed.includes('NaN'));
      expect(isJson(json)).toBe(true);
      expect(isJson(changed)).toBe(parses(changed));
      const bytes = Buffer.from(changed);
      expect(scan(bytes)).toEqual(referenceScan(bytes, 0, 0, MAX_DEPTH));
    }),
    { numRuns: 5000 },
  );
});

test('strings of every length and alignment, whatever stands in them', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.array(mark, { maxLength: 24 }), fc.nat(20), (before, marks, after) => {
      const text = `${' '.repeat(before)}["${marks.join('a')}${'b'.repeat(after)}"]`;
      fc.pre(text.isWellFormed());
      expect(isJson(text)).toBe(parses(text));
    }),
    { numRuns: 5000 },
  );
});

test('runs of backslashes at every place of the sixteen bytes that are looked at together', () => {
  for (let before = 0; before < 34; before += 1)
    for (let count = 0; count < 36; count += 1)
      for (const after of ['"', 'n"', 'x"', '\u0001"', 'u00e9"', 'u00e"', '']) {
        const bytes = Buffer.from(`"${'a'.repeat(before)}${'\\'.repeat(count)}${after}`);
        expect(scan(bytes), bytes.toString()).toEqual(referenceScan(bytes, 0, 0, MAX_DEPTH));
      }
});

test('any byte behind a backslash, as a digit of a numbered escape, and between values', () => {
  for (let byte = 0; byte < 256; byte += 1)
    for (const [before, after] of [
      ['["\\', '"]'],
      ['["\\u00', '0"]'],
      ['["', '"]'],
      ['[1', ']'],
      ['[', '1]'],
    ] as const) {
      const bytes = Buffer.concat([Buffer.from(before), Buffer.of(byte), Buffer.from(after)]);
      expect(scan(bytes), bytes.toString('latin1')).toEqual(referenceScan(bytes, 0, 0, MAX_DEPTH));
    }
});

const word = fc.constantFrom(
  'true',
  'false',
  'null',
  'NaN',
  'Infinity',
  '-Infinity',
  'nul',
  'nan',
  'Infinit',
  '--1',
  '+1',
  '.5',
  '1.',
  '1.e5',
  '01',
  '-0',
  '-',
  '1e',
  '1E+07',
  '1e-',
  '1.25e10',
  'truer',
  'true1',
  '1-2',
  'NaN.',
);

test.each(['', ',', ']', ' ', '"', 'é', '\u0000'])('words and numbers before %j', (after) => {
  fc.assert(
    fc.property(word, fc.nat(20), (text, spaces) => {
      const bytes = Buffer.from(`[${' '.repeat(spaces)}${text}${after}`);
      expect(scan(bytes)).toEqual(referenceScan(bytes, 0, 0, MAX_DEPTH));
    }),
    { numRuns: 500 },
  );
});

test.each([999, 1000, 1001, 1100, 5000])('a number of %i digits', (count) => {
  for (const text of ['9'.repeat(count), `0.${'0'.repeat(count - 2)}`, `1e${'0'.repeat(count - 2)}`]) {
    const bytes = Buffer.from(`[${text}]`);
    for (const windowBytes of [undefined, SMALL_WINDOW])
      expect(scan(bytes, 0, windowBytes)).toEqual(referenceScan(bytes, 0, 0, MAX_DEPTH));
  }
});

test('the end of a window changes nothing', () => {
  fc.assert(
    fc.property(
      longPieces,
      fc.integer({ min: 1050, max: 1200 }),
      fc.integer({ min: 0, max: 3 }),
      (bytes, size, depth) => {
        expect(scan(bytes, depth, size)).toEqual(referenceScan(bytes, 0, depth, MAX_DEPTH));
      },
    ),
    { numRuns: 3000 },
  );
});

test('every token may lie on the end of a window', () => {
  const tokens = [
    '"\\u00e9\\\\\\""',
    '-1.25e+10',
    'Infinity',
    '{"a" : [ ] }',
    '"a\u0001"',
    '"\\u00x9"',
    '"\\x"',
    '?',
  ];
  for (const token of tokens)
    for (let before = 60; before < 110; before += 1)
      for (const filler of [
        ' '.repeat(before),
        `"${'x'.repeat(before)}",`,
        `"${'\\n'.repeat(before / 2)}" ,`,
      ]) {
        const bytes = Buffer.from(`[${filler}${token},${' '.repeat(1500)}1]`);
        expect(scan(bytes, 0, SMALL_WINDOW)).toEqual(referenceScan(bytes, 0, 0, MAX_DEPTH));
      }
});

test.each([499, 500, 501])('%i lists and objects around a value', (count) => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"a": ', '}'],
  ] as const) {
    const bytes = Buffer.from(`${open.repeat(count)}1${close.repeat(count)}`);
    for (const depth of [0, 1, 600])
      expect(scan(bytes, depth)).toEqual(referenceScan(bytes, 0, depth, MAX_DEPTH));
  }
});

test.each(['{1: 2}', '{"a": 1, }', '[1, ]', '{"a" 1}', '"', ''])('%s is no JSON', (text) => {
  expect(isJson(text)).toBe(false);
});

test('two scans that take turns do not see the bytes of each other', () => {
  const [one, other] = ['["a", "b"]', '{"a": {"b": 1}}, 2'].map(
    (text) => new JsonScan(Buffer.from(text)),
  ) as [JsonScan, JsonScan];
  expect([one.skipValue(1, 1), other.skipValue(6, 1), one.skipValue(5, 1), other.skipValue(0, 0)]).toEqual([
    4, 14, 9, 15,
  ]);
});

test('a scan may go back', () => {
  const bytes = Buffer.from(`["a", ${' '.repeat(3000)}"b", "c"]`);
  const scanned = new JsonScan(bytes, undefined, SMALL_WINDOW);
  expect(scanned.skipValue(3005, 1)).toBe(3009);
  expect(scanned.skipValue(1, 1)).toBe(4);
  expect(scanned.skipValue(3010, 1)).toBe(3014);
});
