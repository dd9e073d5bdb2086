import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ContentsOnRecord } from '../../../src/audit/ledger/contents-on-record.ts';
import { historiesIn } from '../../support/histories.ts';
import { keyOf, recordOf } from '../../support/records.ts';

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

test('what could not be read is no content', async () => {
  const contents = new ContentsOnRecord();
  for (const history of await historiesIn([pageOf('job', '')])) contents.add(history);
  expect(contents.has('')).toBe(false);
});
