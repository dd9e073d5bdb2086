/** What holds between the fields of a record of a file only. */
import { describe, expect, test } from 'vitest';
import { withDigest } from '../../../src/audit/record/digest.ts';
import { readRecord } from '../../../src/audit/record/read-record.ts';
import { idOf } from '../../../src/audit/record/render-record.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { recordsOfRuns } from '../../support/run-records.ts';

const records = await recordsOfRuns();
const sealed = (record: AuditRecord): AuditRecord => withDigest({ ...record, id: idOf(record) });

describe('a record of a file has no', () => {
  const file = records.find(({ outcome }) => outcome === 'opted-out');
  if (file?.after === undefined || file.before === undefined) throw new Error('no record');
  const { versionId: _version, isLatest: _latest, ...object } = file.object;
  const { versionId: _written, ...after } = { ...file.after, etag: file.after.sha256 };
  const before = { ...file.before, etag: String(file.before.sha256) };
  const own: AuditRecord = { ...file, object: { ...object, bucket: 'file:///data' }, before, after };

  test('contradictions as it is', () => {
    expect(readRecord(JSON.stringify(sealed(own))).kind).toBe('record');
  });

  const hash = 'its ETag is not the hash of its bytes';
  const versions = 'files have no versions';
  test.each<[string, AuditRecord, string]>([
    ['ETag that is not the hash of its bytes', { ...own, before: { ...before, etag: 'e' } }, hash],
    ['other ETag afterwards', { ...own, after: { ...after, etag: 'e' } }, hash],
    ['version', { ...own, object: { ...own.object, versionId: 'v' } }, versions],
    ['version that was written', { ...own, after: { ...after, versionId: 'v' } }, versions],
  ])('%s', (_name, record, sentence) => {
    expect(readRecord(JSON.stringify(sealed(record)))).toEqual({
      kind: 'bad',
      why: `it contradicts itself: ${sentence}`,
    });
  });
});
