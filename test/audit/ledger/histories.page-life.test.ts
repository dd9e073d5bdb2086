/** Whatever happens to a page, its ledger says in the end whether it still reports usage. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KnownRecords } from '../../../src/audit/ledger/known-records.ts';
import { summarizeHistory } from '../../../src/audit/ledger/object-history.ts';
import { ledgerKey } from '../../../src/audit/record/ledger.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { historiesIn } from '../../support/histories.ts';
import { livePage, type PageLife } from '../../support/page-life.ts';
import { randomOf } from '../../support/reports/random.ts';

const KEY = 'job/rule-output/ProfilerReport-1/profiler-output/profiler-report.html';
const lives = fc.nat().map((seed) => livePage(randomOf(seed), 'b', KEY));

/** What a ledger in a file keeps. */
function inFile(records: readonly AuditRecord[]): AuditRecord[] {
  const known = new KnownRecords();
  return records.filter((record) => {
    const isKnown = known.has(record);
    if (!isKnown) known.add(record);
    return !isKnown;
  });
}

/** What a ledger in S3 keeps, in the order of keys. */
function inS3(records: readonly AuditRecord[]): AuditRecord[] {
  const objects = new Map<string, AuditRecord>();
  for (const record of records) if (!objects.has(ledgerKey(record))) objects.set(ledgerKey(record), record);
  return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
}

async function reportingOf(records: readonly AuditRecord[]): Promise<string | undefined> {
  const [history] = await historiesIn(records);
  return history && summarizeHistory(history).reporting;
}

test.each([
  ['all that was recorded', (records: readonly AuditRecord[]) => records],
  ['a ledger in a file', inFile],
  ['a ledger in S3', inS3],
])('%s says whether the page still reports', async (_name, keep) => {
  await fc.assert(
    fc.asyncProperty(lives, async (life: PageLife) => {
      expect(await reportingOf(keep(life.records))).toBe(life.isReporting ? 'yes' : 'no');
    }),
    { numRuns: 500 },
  );
});

test('lives are of all kinds', () => {
  const all = Array.from({ length: 300 }, (_, seed) => livePage(randomOf(seed), 'b', KEY));
  const outcomes = new Set(all.flatMap(({ records }) => records.map(({ outcome }) => outcome)));
  expect([...outcomes].sort()).toEqual([
    ...['contended', 'missing', 'refused', 'reports-usage', 'restored', 'silenced', 'silent'],
    ...['would-restore', 'would-silence'],
  ]);
  const reporting = all.filter((life) => life.isReporting).length;
  expect(reporting).toBeGreaterThan(60);
  expect(reporting).toBeLessThan(240);
});
