import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { recordId, renderRecord } from '../../../src/audit/record/render-record.ts';
import { byteOffset } from '../../../src/bytes/edit.ts';
import type { Finding, RewrittenFinding } from '../../../src/report/finding.ts';
import { software } from '../../../src/report/software.ts';
import type { FindingFields } from '../../support/reports/finding-fields.ts';
import { expectValidRecord } from '../../support/validate-record.ts';

const context = { trigger: { source: 'cli' as const }, software };
const SHA = 'ab'.repeat(32);
const SHA_AFTER = 'cd'.repeat(32);
const SOME = Buffer.from('some');
const finding: RewrittenFinding = {
  outcome: 'silenced',
  at: new Date(Date.UTC(2026, 0, 1)),
  kind: 'html',
  bucket: 'b',
  key: 'p/job/rule-output/Rule-1/profiler-output/profiler-report.html',
  isLatest: true,
  lastModified: new Date(Date.UTC(2025, 0, 1)),
  before: { etag: 'e', sizeBytes: 9, sha256: SHA, versionId: 'v' },
  after: { etag: 'f', sizeBytes: 3, sha256: SHA_AFTER, versionId: 'w' },
  edits: [{ start: byteOffset(2), removed: Buffer.from('<img/>'), inserted: new Uint8Array() }],
  html: {
    usageReporting: 'reports',
    generatedBeforeOptOut: true,
    optedOutAt: new Date(Date.UTC(2026, 0, 1)),
    beacon: {
      url: 'https://x/',
      processingJobArn: 'arn:aws:sagemaker:us-west-2:123456789012:processing-job/j',
      region: 'us-east-1',
    },
  },
};

test('a record holds all that the finding does', () => {
  const record = renderRecord(finding, context);
  expectValidRecord(record);
  expect(record).toEqual({
    schema: 'profiler-opt-out/audit/v1',
    id: recordId(finding),
    digest: record.digest,
    recordedAt: '2026-01-01T00:00:00.000Z',
    outcome: 'silenced',
    object: {
      kind: 'html',
      bucket: 'b',
      key: finding.key,
      versionId: 'v',
      isLatest: true,
      lastModified: '2025-01-01T00:00:00.000Z',
    },
    report: {
      folder: 'p/job/rule-output/Rule-1/profiler-output/',
      ruleName: 'Rule-1',
      trainingJobName: 'job',
      processingJobArn: finding.html?.beacon?.processingJobArn,
      region: 'us-west-2',
      generatedAt: '2025-01-01T00:00:00.000Z',
      generatedAtSource: 'object',
    },
    before: { etag: 'e', sha256: SHA, bytes: 9 },
    after: { etag: 'f', versionId: 'w', sha256: SHA_AFTER, bytes: 3 },
    edits: [{ at: 2, removed: 'PGltZy8+', inserted: '' }],
    html: {
      usageReporting: 'reports',
      generatedBeforeOptOut: true,
      optedOutAt: '2026-01-01T00:00:00.000Z',
      beacon: { url: 'https://x/', processingJobArn: finding.html?.beacon?.processingJobArn },
    },
    trigger: { source: 'cli' },
    software,
  });
});

test('a record of a report somewhere else, or of little knowledge, leaves out what is not known', () => {
  const bare: Finding = {
    outcome: 'missing',
    at: new Date(0),
    kind: 'notebook',
    bucket: 'b',
    key: 'x/y.ipynb',
  };
  const record = renderRecord(bare, context);
  expectValidRecord(record);
  expect(record.report).toEqual({ folder: 'x/' });
  expect(record.object).toEqual({ kind: 'notebook', bucket: 'b', key: 'x/y.ipynb' });
  const odd = {
    ...finding,
    processingJobArn: 'job',
    html: { usageReporting: 'silent', generatedBeforeOptOut: null },
  } as const;
  expect(renderRecord(odd, context).report).toMatchObject({ processingJobArn: 'job' });
  expect(renderRecord(odd, context).report).not.toHaveProperty('region');
  const { processingJobArn: _arn, ...unknown } = odd;
  expect(renderRecord(unknown, context).report).not.toHaveProperty('region');
});

test('a record that was made again has the trigger and the software of the first, and names its cells', () => {
  const trigger = {
    source: 'eventbridge',
    eventId: 'event',
    requestId: 'request',
    eventTime: '2026-01-01T00:00:00.000Z',
  } as const;
  const edits = [{ cell: 5, start: byteOffset(2), removed: Buffer.from(''), inserted: SOME }];
  const { html: _html, ...notebook } = {
    ...finding,
    kind: 'notebook',
    outcome: 'opted-out',
    after: { ...finding.after, sizeBytes: 13 },
  } as const;
  const again = renderRecord(
    { ...notebook, edits, rebuilt: { software: 'profiler-opt-out/0.0.1', trigger } },
    context,
  );
  expectValidRecord(again);
  expect(again.software).toEqual({ name: 'profiler-opt-out', version: '0.0.1' });
  expect(again.trigger).toEqual(trigger);
  expect(renderRecord(finding, { trigger, software }).trigger).toEqual(trigger);
  expect(again.edits).toEqual([{ cell: 5, at: 2, removed: '', inserted: 'c29tZQ==' }]);
  expect(renderRecord({ ...finding, rebuilt: { software: 'x/1' } }, context).trigger).toEqual({
    source: 'cli',
  });
});

test('the id is a hash that others can make, too', () => {
  const parts = ['html', 'b', finding.key, 'v', 'silenced'];
  expect(recordId(finding)).toBe(createHash('sha256').update(parts.join('\n')).digest('hex'));
});

test('the id is that of the object version and the outcome, and of nothing else', () => {
  const same = { ...finding, at: new Date(), detail: 'x', edits: [] };
  expect(recordId(same)).toBe(recordId(finding));
  const others: FindingFields[] = [
    { outcome: 'silent' },
    { kind: 'notebook' },
    { bucket: 'c' },
    { key: 'k' },
    { before: { etag: 'e', sizeBytes: 9, sha256: SHA, versionId: 'other' } },
    { before: { etag: 'e', sizeBytes: 9, sha256: SHA } },
    { before: { etag: 'e', sizeBytes: 9 } },
  ];
  const { before: _before, ...unread } = finding;
  const ids = [finding, unread, ...others.map((other) => ({ ...finding, ...other }))].map((one) =>
    recordId(one as Finding),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(
    recordId({ ...finding, before: { etag: 'x', sizeBytes: 0, sha256: 'cd'.repeat(32), versionId: 'v' } }),
  ).toBe(recordId(finding));
});

test('the schema catches records that lack their evidence', () => {
  const { after: _after, ...lacking } = finding;
  expect(() => expectValidRecord(renderRecord(lacking as Finding, context))).toThrow();
  expect(() =>
    expectValidRecord(renderRecord({ ...finding, outcome: 'refused' } as object as Finding, context)),
  ).toThrow();
  expect(() => expectValidRecord({ ...renderRecord(finding, context), extra: 1 })).toThrow();
});
