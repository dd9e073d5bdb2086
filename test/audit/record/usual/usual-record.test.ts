/** What is read as a record of the usual form is what JSON.parse, the schema and canonical JSON make of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkText } from '../../../../src/audit/record/read-record.ts';
import { idOf } from '../../../../src/audit/record/render-record.ts';
import { reportRecord } from '../../../../src/audit/record/report-record-schema.ts';
import type { AuditRecord, LedgerRecord } from '../../../../src/audit/record/schema.ts';
import type { FormSchema } from '../../../../src/audit/record/usual/form-table.ts';
import { checkUsual, readUsual } from '../../../../src/audit/record/usual/usual-record.ts';
import { sha256 } from '../../../../src/bytes/sha256.ts';
import { canonicalJson } from '../../../../src/text/canonical-json.ts';
import { ALL } from '../../../support/audit/attention.ts';
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

type Parts = Record<string, unknown>;
const isParts = (value: unknown): value is Parts => typeof value === 'object' && value !== null;

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

/** As JSON has it: `__proto__` is a name like all others. */
const define = (parts: Parts, name: string, value: unknown): void => {
  Object.defineProperty(parts, name, { value, enumerable: true, writable: true, configurable: true });
};

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

/** As this software writes records: names that the schema has in its order, then all others. */
function inOrder(value: unknown, { properties, items }: FormSchema): unknown {
  if (Array.isArray(value)) return value.map((item) => inOrder(item, items ?? {}));
  if (!isParts(value)) return value;
  const names = [...Object.keys(properties ?? {}), ...Object.keys(value)];
  const ordered: Parts = {};
  for (const name of new Set(names))
    if (Object.hasOwn(value, name)) define(ordered, name, inOrder(value[name], properties?.[name] ?? {}));
  return ordered;
}

/** The record with the id and the digest that its content has, as far as it has any. */
function withHashes(value: unknown): unknown {
  if (!isParts(value)) return value;
  const { object } = value;
  if (typeof value['id'] === 'string' && isParts(object))
    value['id'] = idOf({ ...value, object } as unknown as AuditRecord);
  if (typeof value['digest'] === 'string')
    value['digest'] = sha256(canonicalJson({ ...value, digest: undefined }));
  return value;
}

const write = (record: unknown): Buffer => Buffer.from(JSON.stringify(inOrder(record, reportRecord)));

/** True when a line is of the usual form; then both ways have to make the same of it. */
function isUsual(line: Buffer): boolean {
  const usual = checkUsual(line);
  if (usual === undefined) return false;
  const canonical = Buffer.from(usual.canonical);
  const checked = checkText(line.toString());
  expect(checked).toMatchObject({ kind: 'record' });
  if (checked.kind === 'bad') return false;
  expect(usual.record).toStrictEqual(checked.record);
  // Fields are in the same order, too.
  expect(JSON.stringify(usual.record)).toBe(line.toString());
  expect(canonical.toString()).toBe(Buffer.from(checked.canonical).toString());
  expect(readUsual(canonical)).toStrictEqual(JSON.parse(canonical.toString()));
  return true;
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

describe('an instant', () => {
  const isRead = (recordedAt: string): boolean => isUsual(write(withHashes({ ...recordOf(), recordedAt })));
  const instantOf = (day: number): string => new Date(Date.UTC(2023, 0, 1 + day)).toISOString();

  test('of a day that there is can be read, and no other', () => {
    const two = fc.integer({ min: 0, max: 70 }).map((number) => String(number).padStart(2, '0'));
    const years = fc.constantFrom('2023', '2024', '1900', '2000', '2100', '20x4');
    const rests = fc.constantFrom('Z', '.5Z', '.Z', '', '+00:00', '.123456789Z', 'z');
    fc.assert(
      fc.property(years, two, two, two, two, two, rests, (year, month, day, hour, minute, second, rest) => {
        isRead(`${year}-${month}-${day}T${hour}:${minute}:${second}${rest}`);
      }),
      { numRuns: 10_000 },
    );
    for (let day = 0; day < 3 * 365; day += 1) expect(isRead(instantOf(day))).toBe(true);
    for (const leapDay of ['2000-02-29', '2024-02-29']) expect(isRead(`${leapDay}T23:59:59Z`)).toBe(true);
    for (const none of ['1900-02-29', '2023-02-29', '2024-02-30', '2024-04-31', '2024-13-01', '2024-00-01'])
      expect(isRead(`${none}T00:00:00Z`)).toBe(false);
  });
});
