/** What is read as a record of the usual form is what JSON.parse, the schema and canonical JSON make of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerRecord } from '../../../../src/audit/record/schema.ts';
import { checkUsual, readUsual } from '../../../../src/audit/record/usual/usual-record.ts';
import { sha256 } from '../../../../src/bytes/sha256.ts';
import { canonicalJson } from '../../../../src/text/canonical-json.ts';
import { ALL } from '../../../support/audit/attention.ts';
import {
  define,
  isParts,
  isUsual,
  type Parts,
  withHashes,
  write,
} from '../../../support/audit/usual-lines.ts';
import { recordsOfJobs } from '../../../support/job-records.ts';
import { recordOf } from '../../../support/records.ts';
import { manyRecords } from '../../../support/reports/page-cases.ts';
import { recordsOfRuns } from '../../../support/run-records.ts';

const beacon = { url: 'https://beacon.example/', processingJobArn: 'arn' };
const withOptionOne = {
  ...recordOf(),
  optionOne: { state: 'unknown', reason: 'no-access', value: 'x' },
  trigger: { source: 's3', requestId: 'r', eventTime: '2026-01-31T00:00:00Z' },
};
const pageOfUnknown = {
  ...recordOf({ outcome: 'refused', key: 'a/b.html' }),
  html: { usageReporting: 'unknown', generatedBeforeOptOut: null, optedOutAt: '2026-01-31T00:00:00Z' },
};
const records: unknown[] = [
  ...(await recordsOfRuns()),
  ...recordsOfJobs,
  ...ALL,
  ...manyRecords(200),
  withOptionOne,
  pageOfUnknown,
];

/** All objects and lists in a value, itself included. */
const partsIn = (value: unknown): Parts[] =>
  isParts(value) ? [value, ...Object.values(value).flatMap(partsIn)] : [];

const NAMES = [...new Set(records.flatMap(partsIn).flatMap(Object.keys)), 'more', '__proto__', 'constructor'];
/** Values that stand somewhere in a record, and others of all kinds. */
const VALUES = [
  ...new Set(records.slice(0, 60).flatMap(partsIn).flatMap(Object.values)),
  ...[
    '',
    'x',
    '0'.repeat(64),
    '2026-02-30T00:00:00Z',
    'YQ==',
    'YQ=',
    'unknown',
    'absent',
    'in-force',
    'silent',
  ],
  ...[
    'in-force-but-reports',
    'absent-but-silent',
    beacon,
    null,
    true,
    false,
    0,
    1,
    -1,
    1.5,
    [],
    {},
    [{}],
    [1],
  ],
];

const change = fc.record({
  part: fc.nat(),
  name: fc.nat(),
  kind: fc.constantFrom('remove', 'replace', 'replace', 'add', 'take'),
  value: fc.constantFrom(...VALUES),
  other: fc.constantFrom(...records),
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

function apply(record: unknown, { part, name, kind, value, other }: Change): void {
  const parts = partsIn(record);
  const chosen = parts[part % parts.length];
  if (chosen === undefined) return;
  const own = Object.keys(chosen);
  const ownName = own[name % Math.max(1, own.length)] ?? 'more';
  if (kind === 'remove') delete chosen[ownName];
  else if (kind === 'replace') chosen[ownName] = structuredClone(value);
  else if (kind === 'add') define(chosen, NAMES[name % NAMES.length] ?? 'more', structuredClone(value));
  else if (isParts(record) && isParts(other)) {
    const names = Object.keys(other);
    const taken = names[name % names.length] ?? 'more';
    define(record, taken, structuredClone(other[taken]));
  }
}

/** As it is, but for its digest. */
const withDigestOnly = (record: LedgerRecord) => ({
  ...record,
  digest: sha256(canonicalJson({ ...record, digest: undefined })),
});

function parsedOrNot(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    return undefined;
  }
}

describe('a usual record', () => {
  test('is one that the schema allows, whatever was changed in it', () => {
    let [recognized, changed] = [0, 0];
    fc.assert(
      fc.property(fc.constantFrom(...records), fc.array(change, { maxLength: 3 }), (record, changes) => {
        const changing = structuredClone(record);
        for (const each of changes) apply(changing, each);
        changed += 1;
        if (isUsual(write(withHashes(JSON.parse(JSON.stringify(changing)))))) recognized += 1;
      }),
      { numRuns: 20_000 },
    );
    // The property would hold of nothing at all.
    expect(recognized).toBeGreaterThan(changed / 100);
  });

  test('is the same as in any other way, whichever of its bytes are changed', () => {
    const lines = records.map(write).filter(isUsual);
    const bytes = fc.constantFrom(...Buffer.from('{}[]",:\\ \n\t0159aeZ-=\u007fé\0'));
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.array(bytes, { maxLength: 2 })), {
      minLength: 1,
      maxLength: 2,
    });
    fc.assert(
      fc.property(fc.constantFrom(...lines), edits, (line, all) => {
        let edited = line;
        for (const [at, removed, inserted] of all) {
          const start = at % edited.length;
          edited = Buffer.concat([
            edited.subarray(0, start),
            Buffer.from(inserted),
            edited.subarray(start + removed),
          ]);
        }
        // The digest finds nearly all of it, so that it is asked last.
        isUsual(edited);
        const value = parsedOrNot(edited);
        if (value !== undefined) isUsual(write(withHashes(value)));
      }),
      { numRuns: 10_000 },
    );
  });

  test('is what this software writes of most reports', () => {
    const usual = new Set(
      records.filter((record) => isUsual(write(record))).map((record) => (record as LedgerRecord).outcome),
    );
    expect([...usual].sort()).toEqual([
      'already-opted-out',
      'no-setup-call',
      'opted-out',
      'refused',
      'reports-usage',
      'silenced',
      'silent',
      'would-opt-out',
      'would-silence',
    ]);
    expect(manyRecords(2_000).filter((record) => !isUsual(write(record)))).toEqual([]);
    for (const record of [withOptionOne, pageOfUnknown])
      expect(isUsual(write(withHashes(record)))).toBe(true);
  });

  const line = write(recordOf());
  const text = line.toString();

  test.each([
    ['nothing', ''],
    ['no object', '[]'],
    ['space before it', ` ${text}`],
    ['space behind it', `${text}\r`],
    ['its beginning', text.slice(0, -1)],
    ['another order of fields', canonicalJson(recordOf())],
    ['letters that are no ASCII', write(recordOf({ key: 'a/é.ipynb' })).toString()],
    ['letters that JSON escapes', write(recordOf({ key: 'a/".ipynb' })).toString()],
    ['more than is looked at', write(recordOf({ key: `a/${'b'.repeat(70_000)}.ipynb` })).toString()],
    ['another digest', text.replace(/"digest":"./, '"digest":"x')],
    ['the digest of something else', text.replace(/"digest":"\w+"/, `"digest":"${'0'.repeat(64)}"`)],
    ['the id of something else', write(withDigestOnly({ ...recordOf(), id: '0'.repeat(64) })).toString()],
    [
      'a folder without its key',
      write(withHashes({ ...recordOf(), report: { ...recordOf().report, folder: 'x/' } })).toString(),
    ],
  ])('is not %s', (_, other) => {
    expect(isUsual(line)).toBe(true);
    expect(checkUsual(Buffer.from(other))).toBeUndefined();
  });

  test('is not what is no record in canonical JSON', () => {
    for (const other of ['', '{}', text, ` ${canonicalJson(recordOf())}`])
      expect(readUsual(Buffer.from(other))).toBeUndefined();
  });

  test('may be larger than most', () => {
    const key = `a/${'b'.repeat(60_000)}.ipynb`;
    expect(isUsual(write(recordOf({ key })))).toBe(true);
    expect(isUsual(line)).toBe(true);
  });
});
