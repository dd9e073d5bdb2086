/** Lines of ledgers: records are read, all others are reported and never believed. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withDigest } from '../../../src/audit/record/digest.ts';
import { PLAIN_INSTANT, readRecord } from '../../../src/audit/record/read-record.ts';
import { renderRecord } from '../../../src/audit/record/render-record.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { software } from '../../../src/report/software.ts';
import { renderJsonLine } from '../../../src/text/safe-text.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

test.each([
  recordOf(),
  recordOf({ outcome: 'missing' }),
  recordWithout('before'),
  recordOf({ before: stateOf('before', 'v1') }),
  recordOf({ outcome: 'refused', before: { etag: 'e', sizeBytes: 1 } }),
  recordOf({ key: 'a/\u202e<script>\u0000/profiler-output/profiler-report.ipynb' }),
])('a record is read as it was written: %#', (record) => {
  expect(readRecord(renderJsonLine(record))).toEqual({ kind: 'record', record });
});

function recordWithout(name: 'before'): AuditRecord {
  const at = new Date(0);
  const finding = { outcome: 'missing', kind: 'notebook', bucket: 'b', key: keyOf('gone'), at } as const;
  const record = renderRecord(finding, { trigger: { source: 'cli' }, software });
  expect(record).not.toHaveProperty(name);
  return record;
}

const text = JSON.stringify(recordOf());
test.each([
  ['it is not JSON', text.slice(0, 50)],
  ['it is not an audit record', '{"level":"INFO"}'],
  ['it is not an audit record', '[]'],
  ['it is not an audit record', '{"schema":"other/audit/v1"}'],
  ['it is not an audit record', 'null'],
  ['it is not an audit record', '{"schema":7}'],
  [
    'its schema is profiler-opt-out/audit/v2: read it with a newer version of profiler-opt-out',
    text.replace('audit/v1', 'audit/v2'),
  ],
  [
    /^it is not a valid record: record\/outcome must be equal to one of/,
    text.replace('already-opted-out', 'opted-in'),
  ],
  [/^it is not a valid record: record must NOT have additional/, text.replace('{', '{"more":1,')],
  ['its digest is not that of its content: it was changed', text.replaceAll('job-1', 'job-2')],
  [
    'its id is not that of its object, version and outcome: it was changed',
    JSON.stringify(withDigest({ ...recordOf(), id: 'ab'.repeat(32) })),
  ],
  [
    /^it is not a valid record: record must have required property 'digest'/,
    text.replace(/"digest":"[^"]*",/, ''),
  ],
])('%s', (why, line) => {
  const reading = readRecord(line);
  expect(reading).toEqual({ kind: 'bad', why: expect.stringMatching(why) });
});

test.each([
  ['2024-02-29T23:59:59.123Z', 'record'],
  ['2026-01-31T00:00:00Z', 'record'],
  ['2026-01-02T01:02:03+01:00', 'record'],
  ['2023-02-29T00:00:00Z', 'bad'],
  ['2026-04-31T00:00:00.000Z', 'bad'],
  ['2026-01-02T24:00:00.000Z', 'bad'],
  ['2026-01-02T00:60:00.000Z', 'bad'],
  ['2026-01-02T00:00:00.000', 'bad'],
  ['2026-01-02', 'bad'],
])('a record of the instant %s is %s', (recordedAt, kind) => {
  expect(readRecord(JSON.stringify(withDigest({ ...recordOf(), recordedAt }))).kind).toBe(kind);
});

test('no line throws', () => {
  for (const none of [null, undefined, 5, {}]) expect(readRecord(none as unknown as string).kind).toBe('bad');
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
      expect(readRecord(line).kind).toBe('bad');
    }),
  );
});

test('plain instants are instants', () => {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  const isInstant = ajv.compile({ type: 'string', format: 'date-time' });
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
