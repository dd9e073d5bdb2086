/** The scan over JSON tells which words may stand in texts, and finds members that are asked for. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askForKeys, JsonScan, type KeyQuestion, pairOf } from '../../../src/jupyter/json/json-scan.ts';
import { longPieces } from '../../support/json/long-pieces.ts';
import { referenceScan } from '../../support/json/reference-scan.ts';

const MAX_DEPTH = 500;
/** Little more than the scan needs: most values lie in several windows. */
const SMALL_WINDOW = 1100;

const WORDS = pairOf('_job_arn', 'setup_pr');
const PLAIN = { isText: true, isPlain: true, mayHaveFirst: false, mayHaveSecond: false };

test.each([
  ['"x"', PLAIN],
  ['"\\u0041"', { ...PLAIN, isPlain: false }],
  ['[]', PLAIN],
  ['[""]', PLAIN],
  ['["a\\n", "b"]', PLAIN],
  ['["a" , "b\\n"]', { ...PLAIN, isPlain: false }],
  ['["a\\\\n", "b"]', { ...PLAIN, isPlain: false }],
  ['["a\\\\\\n", "b"]', PLAIN],
  [`["a${'\\'.repeat(7)}n", "b"]`, PLAIN],
  [`["a${'\\'.repeat(8)}n", "b"]`, { ...PLAIN, isPlain: false }],
  [`["a${'\\'.repeat(9)}n", "b"]`, { ...PLAIN, isPlain: false }],
  ['["n", "b"]', { ...PLAIN, isPlain: false }],
  ['["a\\r", "b"]', { ...PLAIN, isPlain: false }],
  ['["a\\n", "\\u0062"]', { ...PLAIN, isPlain: false }],
  ['["a\\n", 1]', { ...PLAIN, isText: false }],
  ['["a\\n", "processing_job_arn = 1"]', { ...PLAIN, mayHaveFirst: true }],
  ['["a\\nprocessing_job_arn = 1"]', { ...PLAIN, mayHaveFirst: true }],
  ['["setup_profiler_report(processing_job_arn)"]', { ...PLAIN, mayHaveFirst: true, mayHaveSecond: true }],
  ['"setup_pr"', { ...PLAIN, mayHaveSecond: true }],
  ['["set\\n", "up_pr _job", "_arn"]', { ...PLAIN, isPlain: false }],
  ['["setup_p"]', PLAIN],
  ['["setup_qr", "setxp_pr"]', { ...PLAIN, isPlain: false }],
  ['[["setup_pr"]]', { ...PLAIN, isText: false, mayHaveSecond: true }],
  ['{"a": "_job_arn"}', { ...PLAIN, isText: false, mayHaveFirst: true }],
])('%s as text', (json, facts) => {
  for (const before of [0, 800, 1070, 3000]) {
    const bytes = Buffer.from(`${' '.repeat(before)}${json},"setup_pr _job_arn"`);
    const scanned = new JsonScan(bytes, WORDS);
    expect(scanned.skipText(before, 0, true)).toBe(before + json.length);
    expect(scanned.textFacts).toEqual(facts);
    const inWindows = new JsonScan(bytes, WORDS, SMALL_WINDOW);
    expect(inWindows.skipText(0, 0, true)).toBe(before + json.length);
    // Where the window was moved, both words may stand in it.
    const isMoved = inWindows.textFacts.mayHaveFirst && inWindows.textFacts.mayHaveSecond;
    expect(inWindows.textFacts).toEqual(
      isMoved ? { ...facts, mayHaveFirst: true, mayHaveSecond: true } : facts,
    );
    expect(isMoved || before < 3000).toBe(true);
  }
});

test('a text that is not asked for words has none', () => {
  const scanned = new JsonScan(Buffer.from('"setup_pr _job_arn"'), WORDS);
  scanned.skipText(0, 0, false);
  expect(scanned.textFacts).toEqual(PLAIN);
});

test('words at every place of the sixteen bytes that are looked at together, and over the end of the text', () => {
  for (let before = 0; before < 40; before += 1)
    for (const [json, holds] of [
      ['setup_pr"', true],
      ['setup_p"r', false],
      ['sxxxxxxrsetup_pr"', true],
      ['ssetup_prr"', true],
      ['setup_Pr"', false],
      ['sEtup_pr"', false],
    ] as const) {
      const scanned = new JsonScan(Buffer.from(`"${'s'.repeat(before)}${json}, "setup_pr"`), WORDS);
      scanned.skipText(0, 0, true);
      expect(scanned.textFacts.mayHaveSecond, `${before} ${json}`).toBe(holds);
    }
});

test.each([498, 499, 500])('a value in a list of lines, with %i lists around it', (depth) => {
  const bytes = Buffer.from('[[1], "a"]');
  const skip = () => new JsonScan(bytes).skipText(0, depth, true);
  if (depth < 499) expect(skip()).toBe(bytes.length);
  else expect(skip).toThrow(expect.objectContaining({ reason: 'nested-too-deep', at: 2 }));
});

test('lists of lines of any length end where they end, or are wrong where they are wrong', () => {
  fc.assert(
    fc.property(longPieces, fc.integer({ min: 1050, max: 1200 }), (bytes, size) => {
      const expected = referenceScan(bytes, 0, 0, MAX_DEPTH);
      const skip = () => new JsonScan(bytes, WORDS, size).skipText(0, 0, true);
      if ('end' in expected) expect(skip()).toBe(expected.end);
      else expect(skip).toThrow(expect.objectContaining({ at: expected.at }));
    }),
    { numRuns: 2000 },
  );
});

const key = fc.oneof(
  fc.constantFrom(
    'data',
    'html',
    'metadata',
    'dat',
    'htmlx',
    'text/html',
    'text/htm',
    'd"ta',
    '',
    'a\\\\',
    'é',
  ),
  fc.nat(40).map((count) => 'x'.repeat(count)),
  fc.nat(1200).map((count) => 'y'.repeat(count)),
);
const members = fc.array(fc.tuple(key, fc.jsonValue({ maxDepth: 2 }), fc.nat(30)), { maxLength: 8 });

/** The keys that are answered for an object's members, one search after the other; behind the last, the end. */
function findKeys(bytes: Buffer, question: KeyQuestion, windowBytes?: number): (string | number)[] {
  const scanned = new JsonScan(bytes, undefined, windowBytes);
  const found: (string | number)[] = [];
  let at = 1;
  for (;;) {
    at = scanned.findMember(at, 1, question);
    if (bytes[at] !== 0x22) return [...found, at];
    const end = scanned.skipValue(at, 1);
    found.push(JSON.parse(bytes.toString('utf8', at, end)));
    at = scanned.skipValue(bytes.indexOf(':', end) + 1, 1);
    while (bytes[at] === 0x20) at += 1;
    if (bytes[at] === 0x7d) return [...found, at];
    at += 1;
  }
}

test('members that are asked for are found among all others, in any window', () => {
  fc.assert(
    fc.property(members, fc.boolean(), fc.integer({ min: 1050, max: 1200 }), (list, isEscaped, size) => {
      fc.pre(list.length > 0);
      const written = list.map(([name, value, spaces]) => {
        const json = JSON.stringify(name);
        const spelt =
          isEscaped && name !== ''
            ? json.replace(/[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)
            : json;
        return `${' '.repeat(spaces)}${spelt}${' '.repeat(spaces % 3)}: ${JSON.stringify(value)}${' '.repeat(spaces % 4)}`;
      });
      const bytes = Buffer.from(`{${written.join(',')}}`);
      for (const [question, isAsked] of [
        [askForKeys('data', 'html'), (name: string) => name === 'data' || name === 'html'],
        [askForKeys('text/html'), (name: string) => name === 'text/html'],
      ] as const) {
        const wanted = list.map(([name]) => name).filter(isAsked);
        const found = findKeys(bytes, question);
        expect(found.at(-1)).toBe(bytes.length - 1);
        // Others may be answered: those that are escaped, and in small windows those that lie on an end.
        expect(found.filter((name) => typeof name === 'string' && isAsked(name))).toEqual(wanted);
        if (!isEscaped)
          expect(found.slice(0, -1).filter((name) => !/["\\]/.test(String(name)))).toEqual(wanted);
        expect(
          findKeys(bytes, question, size).filter((name) => typeof name === 'string' && isAsked(name)),
        ).toEqual(wanted);
      }
    }),
    { numRuns: 2000 },
  );
});
