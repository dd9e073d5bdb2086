/** The hash over the records of a ledger. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecordsHash } from '../../../src/audit/ledger/attestation.ts';
import { type AuditRecord, auditRecordSchema } from '../../../src/audit/record/schema.ts';
import { recordsOfJobs } from '../../support/job-records.ts';
import { keyOf, recordOf } from '../../support/records.ts';
import { recordsOfRuns } from '../../support/run-records.ts';

const records = await recordsOfRuns();

describe('the hash of records', () => {
  test('is the same whatever the order of names in them', () => {
    const reversed = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, part]) => [name, reversed(part)]),
          )
        : value;
    const edits = [{ at: 1, removed: '', inserted: 'YQ==' }];
    const record = { ...recordOf(), edits };
    const [one, two] = [record, reversed(record) as AuditRecord].map((each) => {
      const hash = new RecordsHash();
      hash.add(each);
      return hash.result();
    });
    expect(one).toEqual(two);
    expect(one?.records).toBe(1);
  });

  test('of one record is that of its JSON with sorted names, and a line feed', () => {
    const hash = new RecordsHash();
    hash.add({ b: 1, a: [{ d: null, c: 'x' }] } as unknown as AuditRecord);
    expect(hash.result().sha256).toBe(sha256Of('{"a":[{"c":"x","d":null}],"b":1}\n'));
  });

  test('is that of RFC 8785 for every outcome', () => {
    const odd = recordOf({ key: keyOf('job-é\u{1f600}"') });
    const all = [odd, ...records, ...recordsOfJobs];
    for (const record of all) {
      const hash = new RecordsHash();
      hash.add(record);
      expect(hash.result().sha256).toBe(sha256Of(`${canonicalize(record)}\n`));
    }
    const outcomes = new Set(all.map(({ outcome }) => outcome));
    expect([...outcomes].sort()).toEqual(auditRecordSchema.properties.outcome.enum.toSorted());
  });

  test('is the same of long records', () => {
    const long = Array.from({ length: 5 }, (_, index) => ({ key: String(index).repeat(30_000) }));
    const hash = new RecordsHash();
    for (const record of long) hash.addCanonical(JSON.stringify(record));
    expect(hash.result()).toEqual({
      sha256: sha256Of(long.map((record) => `${JSON.stringify(record)}\n`).join('')),
      records: 5,
    });
  });

  test('writes DEL as jq does', () => {
    const hash = new RecordsHash();
    hash.add({ key: 'a\u007f\u001b\ud83d\ude00' } as unknown as AuditRecord);
    expect(hash.result().sha256).toBe(sha256Of('{"key":"a\\u007f\\u001b\ud83d\ude00"}\n'));
  });

  test('of lines is that of their records, with DEL and without', () => {
    const texts = ['{"key":"a"}', '{"key":"\u007f\u{1f600}"}', '{"key":"c"}', '{"key":"d"}'];
    const [one, other] = [new RecordsHash(), new RecordsHash()];
    for (const text of texts) one.addCanonical(text);
    other.addCanonical(texts[0] ?? '');
    other.addLines(new TextEncoder().encode(`${texts[1]}\n${texts[2]}\n`), 2);
    other.addLines(new TextEncoder().encode(`${texts[3]}\n`), 1);
    expect(other.result()).toEqual(one.result());
  });

  test('changes with any record', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.nat(), fc.string(), (keys, at, other) => {
        const hashOf = (names: readonly string[]) => {
          const hash = new RecordsHash();
          for (const key of names) hash.add({ key } as unknown as AuditRecord);
          return hash.result().sha256;
        };
        const changed = keys.with(at % keys.length, other);
        expect(hashOf(changed) === hashOf(keys)).toBe(keys[at % keys.length] === other);
      }),
    );
  });
});

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
