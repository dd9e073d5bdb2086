/**
 * The scan over JSON takes and refuses what JSON.parse takes and refuses, ends where the value ends, and names the byte
 * that is wrong, wherever the window on the file ends.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonProblem } from '../../../src/jupyter/json/json-problem.ts';
import { askForKeys, JsonScan, type KeyQuestion, pairOf } from '../../../src/jupyter/json/json-scan.ts';
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

/** Long enough for several small windows. */
const long = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '{"a": ',
        '[',
        '"b", ',
        '1, ',
        'null,',
        ']',
        '}',
        '"',
        '\\',
        '\\\\',
        '\\u00e9',
        ',',
        ': ',
      ),
      fc.nat(300).map((count) => ' '.repeat(count)),
      fc.nat(300).map((count) => `"${'é'.repeat(count)}\\n",`),
      fc.nat(60).map((count) => `"${'\\"'.repeat(count)}":`),
      fc.nat(400).map((count) => `${'1'.repeat(count)},`),
    ),
    { minLength: 5, maxLength: 60 },
  )
  .map((parts) => Buffer.from(`[${parts.join('')}`));

test('the end of a window changes nothing', () => {
  fc.assert(
    fc.property(
      long,
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
    fc.property(long, fc.integer({ min: 1050, max: 1200 }), (bytes, size) => {
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
