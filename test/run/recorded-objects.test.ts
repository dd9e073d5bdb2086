import { expect, test } from 'vitest';
import type { PlacedRecord } from '../../src/audit/ledger/read-records.ts';
import type { AuditRecord, LedgerRecord } from '../../src/audit/record/schema.ts';
import { RecordedObjects } from '../../src/run/recorded-objects.ts';
import { jobRecordOf } from '../support/job-records.ts';
import { recordOf } from '../support/records.ts';

const [bucket, key] = ['b', 'r/profiler-output/profiler-report.html'];
const HASH = 'a'.repeat(64);

function htmlRecord(
  outcome: AuditRecord['outcome'],
  versionId: string | undefined,
  more: Partial<AuditRecord> = {},
) {
  const { after: _after, ...record } = recordOf();
  return {
    ...record,
    outcome,
    object: {
      ...record.object,
      kind: 'html',
      bucket,
      key,
      ...(versionId === undefined ? {} : { versionId }),
    },
    before: { etag: `etag-${versionId}`, sha256: HASH, bytes: 1 },
    ...more,
  } as AuditRecord;
}

async function recorded(isSilencing: boolean, ...records: readonly LedgerRecord[]) {
  const objects = new RecordedObjects(isSilencing);
  await objects.read(
    (async function* (): AsyncGenerator<PlacedRecord[]> {
      yield records.map((record) => ({ record, place: '' }));
    })(),
  );
  return objects;
}

const page = { kind: 'html', key, presence: 'expected' } as const;

test('a page is left out only when each of its versions is on record', async () => {
  const objects = await recorded(
    true,
    htmlRecord('silenced', 'v1', { after: { etag: 'e2', versionId: 'v2', sha256: HASH, bytes: 1 } }),
  );
  expect([objects.knowsBucket(bucket), objects.hasVersions(bucket), objects.hasVersions('c')]).toEqual([
    true,
    true,
    false,
  ]);
  const isLeftOut = (...versionIds: string[]) => objects.leaveOut([page], [{ bucket, versionIds }]);
  expect(isLeftOut('v2', 'v1')).toBe(true);
  expect(isLeftOut('v2', 'v1', 'v0')).toBe(false);
  expect(isLeftOut('v3', 'v2', 'v1')).toBe(false);
  expect(isLeftOut('v1')).toBe(false);
  expect(objects.leaveOut([page], [{ bucket, etag: 'e2' }])).toBe(false);
  expect(objects.leftOut).toEqual({ count: 1, refused: 0 });
});

test('a page that was deleted is left out when its deletion and all that is left of it is on record', async () => {
  const { before: _before, html: _html, ...deletion } = htmlRecord('missing', 'v3');
  const version = htmlRecord('reports-usage', 'v1');
  const earlier = { ...version, object: { ...version.object, isLatest: false } };
  const deleted = { ...page, presence: 'deleted', versions: 'all' } as const;
  const isLeftOut = async (records: readonly AuditRecord[], ...versionIds: string[]) =>
    (await recorded(true, ...records)).leaveOut([deleted], [{ bucket, versionIds }]);
  expect(await isLeftOut([deletion, earlier], 'v3', 'v1')).toBe(true);
  expect(await isLeftOut([deletion, earlier], 'v3', 'v2', 'v1')).toBe(false);
  expect(await isLeftOut([deletion, earlier], 'v4', 'v1')).toBe(false);
  expect(await isLeftOut([earlier], 'v3', 'v1')).toBe(false);
  // A missing object without a delete marker says nothing about what is there now.
  const { versionId: _versionId, ...object } = deletion.object;
  expect(await isLeftOut([{ ...deletion, object }, earlier], 'v3', 'v1')).toBe(false);
});

test.each([
  ['reports-usage', false, {}, true],
  ['reports-usage', true, {}, false],
  ['reports-usage', true, { isCopy: true }, true],
  ['would-silence', true, { isCopy: true }, true],
  ['would-silence', true, { isCopy: true, isChangeRequested: true }, false],
  ['would-silence', true, {}, false],
  ['silent', true, {}, true],
  ['refused', true, {}, true],
  ['restored', false, {}, false],
  ['contended', false, {}, false],
] as const)('%s, silencing %s, of %j: left out %s', async (outcome, isSilencing, more, isLeftOut) => {
  const objects = await recorded(isSilencing, htmlRecord(outcome, undefined));
  const states = [{ bucket, etag: 'etag-undefined' }];
  expect(objects.leaveOut([{ ...page, ...more }], states)).toBe(isLeftOut);
  expect(objects.leaveOut([{ ...page, ...more }], [{ bucket, etag: 'other' }])).toBe(false);
  expect(objects.leaveOut([{ ...page, ...more }], [])).toBe(false);
});

test('the last record of an object counts, wherever it stands', async () => {
  const restored = htmlRecord('restored', undefined, { recordedAt: '2026-03-02T00:00:00.000Z' });
  const silent = htmlRecord('silent', undefined, { recordedAt: '2026-03-01T00:00:00.000Z' });
  for (const records of [
    [restored, silent],
    [silent, restored],
  ]) {
    const objects = await recorded(false, ...records);
    expect(objects.leaveOut([page], [{ bucket, etag: 'etag-undefined' }])).toBe(false);
  }
});

test('a run is continued from somewhat before its first record, or from the beginning', async () => {
  expect((await recorded(false)).since).toEqual(new Date(0));
  const trigger = { source: 'cli' } as const;
  const [early, late] = ['2026-03-01T00:01:00.000Z', '2026-03-02T00:00:00.000Z'].map((recordedAt) =>
    htmlRecord('silent', undefined, { recordedAt, trigger }),
  ) as [AuditRecord, AuditRecord];
  expect((await recorded(false, late, early)).since).toEqual(new Date('2026-03-01T00:00:00.000Z'));
});

test('records of training jobs are of no object', async () => {
  const objects = await recorded(false, jobRecordOf());
  expect([objects.since, objects.knowsBucket('undefined')]).toEqual([new Date(0), false]);
});

test.each([
  [true, 'no-setup-call', false],
  [true, 'already-opted-out', false],
  [false, 'no-setup-call', true],
  [true, 'silenced', true],
] as const)(
  'a notebook that holds a beacon; silencing %s, %s: left out %s',
  async (isSilencing, outcome, isLeftOut) => {
    const beacon = { url: 'https://beacon.example/', processingJobArn: 'arn' };
    const notebook = { ...page, kind: 'notebook' } as const;
    const embedded = [{ cell: 3, usageReporting: 'reports', beacon }] as const;
    const objects = await recorded(isSilencing, htmlRecord(outcome, undefined, { embedded: [...embedded] }));
    const etag = 'etag-undefined';
    expect(objects.leaveOut([notebook], [{ bucket, etag }])).toBe(isLeftOut);
    expect(objects.leaveOut([{ ...notebook, isCopy: true }], [{ bucket, etag }])).toBe(true);
  },
);
