import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ContentsOnRecord } from '../../../src/audit/ledger/contents-on-record.ts';
import { historiesIn } from '../../support/histories.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

/** A page of which only the end was read has no hash. */
const pageOf = (job: string, etag: string) =>
  recordOf({
    key: keyOf(job, 'profiler-report.html'),
    outcome: 'reports-usage',
    before: { etag, sizeBytes: 1 },
  });

test('every content that is on record is found, and no other', async () => {
  const etags = Array.from({ length: 3000 }, (_, index) => `etag-${index}`);
  const histories = await historiesIn(etags.map((etag, index) => pageOf(`job-${index}`, etag)));
  const contents = new ContentsOnRecord();
  expect(contents.has('etag-1')).toBe(false);
  for (const history of histories) contents.add(history);
  for (const etag of etags) expect(contents.has(etag)).toBe(true);
  fc.assert(fc.property(fc.string(), (text) => contents.has(text) === etags.includes(text)));
});

test('an object counts as it was last, by hash and by ETag; versions that are not the current one do not', async () => {
  const { before: _, ...missing } = recordOf({ key: keyOf('job-3'), outcome: 'missing' });
  const [was, now, old] = [stateOf('was'), stateOf('now'), stateOf('old', 'v1')];
  const contents = new ContentsOnRecord();
  const records = [
    recordOf({ outcome: 'opted-out', before: was, after: { ...now, etag: now.sha256 } }),
    recordOf({
      key: keyOf('job-2', 'profiler-report.html'),
      outcome: 'silent',
      before: old,
      isLatest: false,
    }),
    missing,
    recordOf({ key: keyOf('job-4'), before: stateOf('same') }),
  ];
  for (const history of await historiesIn(records)) contents.add(history);
  const asked = [now.sha256, was.sha256, old.sha256, 'same', stateOf('same').sha256];
  expect(asked.map((etag) => contents.has(etag))).toEqual([true, false, false, true, true]);
  for (const history of await historiesIn([recordOf({ before: was })])) contents.add(history);
  expect(contents.has(was.sha256)).toBe(true);
});

test('what could not be read is no content', async () => {
  const contents = new ContentsOnRecord();
  for (const history of await historiesIn([pageOf('job', '')])) contents.add(history);
  expect(contents.has('')).toBe(false);
});
