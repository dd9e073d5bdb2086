import { describe, expect, test } from 'vitest';
import {
  type Comparison,
  CompletenessCheck,
  type PresentVersion,
} from '../../../src/audit/ledger/completeness.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { historiesIn } from '../../support/histories.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

const NOTEBOOK = keyOf('job-1');
const PAGE = keyOf('job-1', 'profiler-report.html');

const present = (version: Partial<PresentVersion> & { key: string }): PresentVersion => ({
  etag: 'now',
  isLatest: true,
  lastModified: new Date('2026-01-01T00:00:00Z'),
  ...version,
});

async function compare(
  versions: readonly PresentVersion[],
  records: readonly AuditRecord[],
  prefix = '',
): Promise<Comparison> {
  const listed = async function* () {
    yield* versions;
  };
  const check = new CompletenessCheck([{ bucket: 'b', prefix, versions: listed() }]);
  for (const history of await historiesIn(records)) await check.add(history);
  return check.result();
}

describe('an object without versions', () => {
  test('is on record when the last record says what it is now', async () => {
    const records = [recordOf({ outcome: 'opted-out', before: stateOf('was'), after: stateOf('now') })];
    const comparison = await compare([present({ key: NOTEBOOK })], records);
    expect(comparison).toMatchObject({ objects: 1, versions: 1, missingCount: 0, gone: 0 });
  });

  test('is missing when it was changed since, also back to what it was', async () => {
    const records = [recordOf({ outcome: 'opted-out', before: stateOf('was'), after: stateOf('now') })];
    const changed = present({ key: NOTEBOOK, etag: 'was' });
    expect((await compare([changed], records)).missing).toEqual([changed]);
  });

  test('that could not be read is on record by a record without a state', async () => {
    const { before: _, ...refused } = recordOf({
      outcome: 'refused',
      detail: 'archived',
      reason: 'archived',
    });
    expect((await compare([present({ key: NOTEBOOK, etag: '' })], [refused])).missingCount).toBe(0);
    expect((await compare([present({ key: NOTEBOOK, etag: '' })], [])).missingCount).toBe(1);
  });

  test('is gone when it is on record and no longer there', async () => {
    expect(await compare([], [recordOf()])).toMatchObject({ objects: 0, missingCount: 0, gone: 1 });
    const { before: _, ...neverThere } = recordOf({ outcome: 'missing' });
    expect((await compare([], [neverThere])).gone).toBe(0);
  });
});

describe('an object with versions', () => {
  const version = (versionId: string, more: Partial<PresentVersion> = {}) =>
    present({ key: PAGE, versionId, ...more });

  test('needs a record for each version of an HTML report', async () => {
    const records = [
      recordOf({
        key: PAGE,
        outcome: 'silenced',
        before: stateOf('was', 'v1'),
        after: stateOf('now', 'v2'),
        isLatest: true,
      }),
    ];
    const versions = [version('v3'), version('v2', { isLatest: false }), version('v1', { isLatest: false })];
    const comparison = await compare(versions, records);
    expect(comparison).toMatchObject({ objects: 1, versions: 3, missingCount: 1 });
    expect(comparison.missing.map(({ versionId }) => versionId)).toEqual(['v3']);
  });

  test('counts earlier versions of notebooks that were never examined apart', async () => {
    const comparison = await compare([present({ key: NOTEBOOK, versionId: 'v1', isLatest: false })], []);
    expect(comparison).toMatchObject({ missingCount: 0, earlierNotebooks: 1 });
  });

  test('of a bucket that keeps none any more is told by its ETag', async () => {
    const records = [recordOf({ key: PAGE, outcome: 'reports-usage', before: stateOf('now') })];
    const versions = [version('v9'), version('null', { isLatest: false })];
    expect((await compare(versions, records)).missing.map(({ versionId }) => versionId)).toEqual(['v9']);
    const other = [version('null', { isLatest: false, etag: 'another' })];
    expect((await compare(other, records)).missingCount).toBe(1);
  });
});

test('histories of other buckets and outside of the prefix do not count', async () => {
  const records = [recordOf({ bucket: 'c' }), recordOf({ key: keyOf('a-job') })];
  expect(await compare([], records, 'job-')).toMatchObject({ gone: 0, missingCount: 0 });
});

test('what has no record at its place may be on record at another, as it was last', async () => {
  const elsewhere = [
    recordOf({ key: keyOf('job-2'), outcome: 'opted-out', before: stateOf('was'), after: stateOf('now') }),
    recordOf({
      key: keyOf('job-3', 'profiler-report.html'),
      outcome: 'silenced',
      before: stateOf('old'),
      after: stateOf('new'),
    }),
  ];
  const missing = present({ key: keyOf('job-4'), etag: 'was' });
  const moved = [present({ key: NOTEBOOK }), present({ key: keyOf('job-11'), etag: stateOf('new').sha256 })];
  expect(await compare([...moved, missing], elsewhere, 'job-')).toMatchObject({
    moved: 2,
    missingCount: 1,
    missing: [missing],
  });
});

test('a copy of what still lies at its place is not on record', async () => {
  const records = [recordOf({ key: PAGE, outcome: 'reports-usage', before: stateOf('now') })];
  const copy = present({ key: keyOf('job-1', '.ipynb_checkpoints/profiler-report-checkpoint.html') });
  expect(await compare([copy, present({ key: PAGE })], records)).toMatchObject({
    versions: 2,
    moved: 0,
    missing: [copy],
  });
});

test('what changed at a place on record is not another object that is like it', async () => {
  const records = [
    recordOf({ outcome: 'opted-out', before: stateOf('was'), after: stateOf('now') }),
    recordOf({ key: keyOf('job-2'), before: stateOf('was') }),
  ];
  const changed = present({ key: NOTEBOOK, etag: 'was' });
  expect(await compare([changed], records)).toMatchObject({ moved: 0, missing: [changed] });
});

test('what has to be on record only when it is known counts only then', async () => {
  const versions = [
    present({ key: 'a.html', isOptional: true }),
    present({ key: 'b.html', etag: 'changed', isOptional: true }),
  ];
  const records = [recordOf({ key: 'b.html', outcome: 'silent', before: stateOf('now') })];
  expect(await compare(versions, records)).toMatchObject({ objects: 1, versions: 1, missing: [versions[1]] });
});

test('copies and other keys are missing as they are', async () => {
  const keys = ['notes.html', keyOf('job-1', '.ipynb_checkpoints/profiler-report-checkpoint.ipynb')].sort();
  const versions = keys.map((key) => present({ key, versionId: 'v1', isLatest: key === 'notes.html' }));
  expect(await compare(versions, [])).toMatchObject({ missingCount: 1, earlierNotebooks: 1 });
});

test('names a thousand missing versions, and counts all', async () => {
  const versions = Array.from({ length: 1_001 }, (_, index) =>
    present({ key: keyOf(`job-${String(index).padStart(4, '0')}`) }),
  );
  const comparison = await compare(versions, []);
  expect(comparison.missing).toHaveLength(1_000);
  expect(comparison).toMatchObject({ objects: 1_001, missingCount: 1_001 });
});
