/** The digest: a change of any field of a record in a ledger shows, and whoever wants can compute it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withDigest } from '../../../src/audit/record/digest.ts';
import { readRecord } from '../../../src/audit/record/read-record.ts';
import { renderJsonLine } from '../../../src/text/safe-text.ts';
import { recordsOfRuns } from '../../support/run-records.ts';

const records = await recordsOfRuns();

/** A field in a record: the names and places that lead to it. */
type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, part]) => pathsIn(part, [...path, name]));
}

function changeAt(value: unknown, [name, ...rest]: Path, change: (leaf: unknown) => unknown): unknown {
  if (name === undefined) return change(value);
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[name] = changeAt(copy[name], rest, change);
  return copy;
}

/** Another value of the same kind, which the schema mostly allows as well. */
function otherValue(leaf: unknown): unknown {
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf === 'boolean') return !leaf;
  if (typeof leaf !== 'string') return true;
  if (/^[0-9a-f]{64}$/.test(leaf)) return 'ab'.repeat(32);
  return /^\d{4}-.*Z$/.test(leaf) ? '2001-01-01T00:00:00.000Z' : `${leaf}x`;
}

test('a line in which any field was changed is no record', () => {
  for (const record of records) {
    expect(readRecord(renderJsonLine(record)).kind).toBe('record');
    for (const path of pathsIn(record)) {
      const changed = changeAt(record, path, otherValue);
      expect(readRecord(renderJsonLine(changed)), path.join('.')).toMatchObject({ kind: 'bad' });
    }
  }
});

test.each([
  ['recordedAt', '2001-01-01T00:00:00.000Z'],
  ['report.trainingJobName', 'another-job'],
  ['report.processingJobArn', 'arn:aws:sagemaker:us-east-1:999999999999:processing-job/x'],
  ['after.sha256', 'ab'.repeat(32)],
  ['after.etag', 'e'],
  ['edits.0.at', 1],
  ['html.optedOutAt', '2001-01-01T00:00:00.000Z'],
  ['trigger.eventId', 'e'],
  ['software.version', '9'],
])('the reason for a changed %s is its digest', (name, value) => {
  const path = name.split('.');
  const has = records.filter((record) => pathsIn(record).some((each) => each.join('.') === name));
  expect(has).not.toEqual([]);
  for (const record of has) {
    const line = renderJsonLine(changeAt(record, path, () => value));
    expect(readRecord(line)).toEqual({
      kind: 'bad',
      why: 'its digest is not that of its content: it was changed',
    });
  }
});

test('a field that is added or taken away shows, too', () => {
  for (const record of records) {
    const { region, ...report } = record.report;
    const changed = [
      ...(record.detail === undefined ? [] : [{ ...record, detail: `${record.detail} and more` }]),
      { ...record, trigger: { source: record.trigger.source } },
      ...(region === undefined ? [] : [{ ...record, report }]),
    ];
    for (const each of changed)
      expect(readRecord(renderJsonLine(each))).toMatchObject({ why: expect.stringMatching(/^its digest/) });
  }
});

test('the digest is what RFC 8785 and SHA-256 make of the record without it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...records), fc.string({ unit: 'grapheme' }), (record, detail) => {
      const { digest, ...rest } = withDigest({ ...record, detail });
      expect(digest).toBe(
        createHash('sha256')
          .update(String(canonicalize(rest)))
          .digest('hex'),
      );
    }),
  );
});

test('texts that look like the field do not mislead', () => {
  const [record] = records;
  const detail = `"digest":"${record?.digest}",`;
  if (record === undefined) throw new Error('no record');
  const told = withDigest({ ...record, detail });
  expect(readRecord(renderJsonLine({ ...told, detail: `${detail}"digest":"${told.digest}",` })).kind).toBe(
    'bad',
  );
  expect(readRecord(renderJsonLine(told))).toEqual({ kind: 'record', record: told });
});

test('the schema of the published file asks for the digest', () => {
  const schema = JSON.parse(readFileSync(new URL('../../../audit.schema.json', import.meta.url), 'utf8'));
  expect(schema.required).toContain('digest');
});

test('the digest stands right after the id, wherever it stood', () => {
  for (const record of records) {
    const { digest, ...fields } = record;
    for (const given of [fields, { ...fields, digest }])
      expect(Object.entries(withDigest(given)).slice(0, 3)).toEqual([
        ['schema', record.schema],
        ['id', record.id],
        ['digest', digest],
      ]);
  }
});
