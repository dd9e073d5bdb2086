/** What is recognized as a usual record is one that the schema allows. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditRecordSchema, type LedgerRecord } from '../../../src/audit/record/schema.ts';
import { isUsualRecord, PLAIN_INSTANT } from '../../../src/audit/record/usual-record.ts';
import { ALL } from '../../support/audit/attention.ts';
import { recordsOfJobs } from '../../support/job-records.ts';
import { recordOf } from '../../support/records.ts';
import { manyRecords } from '../../support/reports/page-cases.ts';
import { recordsOfRuns } from '../../support/run-records.ts';

const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
const isAllowed = ajv.compile(auditRecordSchema);
const isInstant = ajv.compile({ type: 'string', format: 'date-time' });

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

describe('a usual record', () => {
  test('is one that the schema allows, whatever was changed in it', () => {
    let [recognized, changed] = [0, 0];
    fc.assert(
      fc.property(
        fc.constantFrom(...records),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (record, changes) => {
          const changing = structuredClone(record);
          for (const each of changes) apply(changing, each);
          const copy: unknown = JSON.parse(JSON.stringify(changing));
          changed += 1;
          if (!isUsualRecord(copy)) return;
          recognized += 1;
          const { id, digest } = copy;
          expect([typeof id, typeof digest]).toEqual(['string', 'string']);
          const hashed = { ...copy, id: '0'.repeat(64), digest: '0'.repeat(64) };
          expect([isAllowed(hashed), isAllowed.errors, hashed]).toEqual([true, null, hashed]);
        },
      ),
      { numRuns: 30_000 },
    );
    // The property would hold of nothing at all.
    expect(recognized).toBeGreaterThan(changed / 100);
  });

  test('is what this software writes of most reports', () => {
    const usual = new Set(
      records.filter((record) => isUsualRecord(record)).map((record) => (record as LedgerRecord).outcome),
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
    expect(manyRecords(700).filter((record) => !isUsualRecord(record))).toEqual([]);
    for (const record of [withOptionOne, pageOfUnknown]) expect(isUsualRecord(record)).toBe(true);
  });

  test.each([undefined, null, 1, 'x', [], {}, [[]]])('is not %j', (value) => {
    expect(isUsualRecord(value)).toBe(false);
  });
});

test('plain instants are instants', () => {
  const two = fc.integer({ min: 0, max: 70 }).map((number) => String(number).padStart(2, '0'));
  const instant = fc
    .tuple(fc.constantFrom('2023', '2024', '1900'), two, two, two, two, two, fc.constantFrom('', '.5', '.'))
    .map(
      ([year, month, day, hour, minute, second, rest]) =>
        `${year}-${month}-${day}T${hour}:${minute}:${second}${rest}Z`,
    );
  fc.assert(
    fc.property(instant, (text) => {
      expect(!PLAIN_INSTANT.test(text) || isInstant(text)).toBe(true);
    }),
    { numRuns: 10_000 },
  );
  for (let day = 0; day < 365; day += 1)
    expect(PLAIN_INSTANT.test(new Date(Date.UTC(2023, 0, 1 + day)).toISOString())).toBe(true);
});
