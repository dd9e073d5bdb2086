/** The canonical JSON of a record is that of any value, whatever the schema allows a record to hold. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalRecord } from '../../../src/audit/record/canonical-record.ts';
import { jobRecord } from '../../../src/audit/record/job-record-schema.ts';
import { reportRecord } from '../../../src/audit/record/report-record-schema.ts';
import { type AuditRecord, auditRecordSchema, type LedgerRecord } from '../../../src/audit/record/schema.ts';
import { canonicalJson } from '../../../src/text/canonical-json.ts';
import { recordsOfJobs } from '../../support/job-records.ts';
import { recordsOfRuns } from '../../support/run-records.ts';

const records = await recordsOfRuns();

interface Schema {
  readonly type?: unknown;
  readonly const?: unknown;
  readonly enum?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** Any value with the names of the schema: texts for all that is neither a list nor an object. */
function anyOf({ properties, items, required = [] }: Schema): fc.Arbitrary<unknown> {
  if (items !== undefined) return fc.array(anyOf(items), { maxLength: 2 });
  if (properties === undefined)
    return fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.nat(), fc.boolean(), fc.constant(null));
  const parts = Object.entries(properties).map(([name, part]) => [name, anyOf(part)] as const);
  return fc.record(Object.fromEntries(parts), { requiredKeys: [...required] });
}

/** The names in a schema, with the way to them. */
const namesIn = ({ properties = {}, items }: Schema): string[] => [
  ...(items === undefined ? [] : namesIn(items)),
  ...Object.entries(properties).flatMap(([name, part]) => [
    name,
    ...namesIn(part).map((inner) => `${name}.${inner}`),
  ]),
];

/** One value with every name of the schema. */
function fullValueOf({ properties, items }: Schema): unknown {
  if (items !== undefined) return [fullValueOf(items)];
  if (properties === undefined) return 'text';
  return Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, fullValueOf(part)]));
}

describe('the canonical JSON of a record', () => {
  test.each<readonly [string, Schema]>([
    ['report object', reportRecord],
    ['training job', jobRecord],
  ])('of a %s is that of its value', (_, schema) => {
    const full = fullValueOf(schema) as LedgerRecord;
    expect(canonicalRecord(full)).toBe(canonicalJson(full));
    fc.assert(
      fc.property(anyOf(schema) as fc.Arbitrary<LedgerRecord>, (record) => {
        expect(canonicalRecord(record)).toBe(canonicalJson(record));
      }),
    );
  });

  test('of pages without a beacon is that of its value', () => {
    const full = fullValueOf(reportRecord) as AuditRecord;
    const [page] = full.embedded ?? [];
    const { beacon: _html, ...html } = full.html ?? {};
    const { beacon: _page, ...embedded } = page ?? {};
    const record = { ...full, html, embedded: [embedded] } as AuditRecord;
    expect(canonicalRecord(record)).toBe(canonicalJson(record));
  });

  test('has every name of the schema of ledgers', () => {
    const ofKinds = new Set([reportRecord, jobRecord].flatMap(namesIn));
    expect(namesIn(auditRecordSchema).filter((name) => !ofKinds.has(name))).toEqual([]);
  });

  test('of real records is that of their values', () => {
    for (const record of [...records, ...recordsOfJobs])
      expect(canonicalRecord(record)).toBe(canonicalJson(record));
  });
});
