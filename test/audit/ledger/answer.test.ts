/** The answer of a ledger in one sentence. */
import { expect, test } from 'vitest';
import { answerOf, isSettled } from '../../../src/audit/ledger/answer.ts';
import { LedgerSummarizer } from '../../../src/audit/ledger/figures/summarizer.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { day, historiesIn } from '../../support/histories.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

async function summaryOf(records: readonly AuditRecord[]) {
  const summarizer = new LedgerSummarizer();
  for (const history of await historiesIn(records)) summarizer.add(history);
  return summarizer.summary();
}

const page = (job: string) => keyOf(job, 'profiler-report.html');
const silenced = (job: string) => recordOf({ outcome: 'silenced', key: page(job), after: stateOf('s') });

const NONE_LEFT_OUT = { badLines: 0, conflicts: 0, tornLines: 0 };

test.each<[string, boolean, readonly AuditRecord[]]>([
  ['There are no records, so that nothing can be said about any report.', true, []],
  ['1 report: none reported usage when opened; nothing is left that reports usage.', true, [recordOf()]],
  [
    'Of 2 reports, 2 reported usage when opened; 2 are silenced; nothing is left that reports usage.',
    true,
    [silenced('job-1'), silenced('job-2'), recordOf({ outcome: 'opted-out', after: stateOf('o') })],
  ],
  [
    'Of 3 reports, 3 reported usage when opened; 1 is silenced; 1 is gone; 1 HTML report still reports usage.',
    false,
    [
      silenced('job-1'),
      recordOf({ outcome: 'reports-usage', key: page('job-2') }),
      recordOf({ outcome: 'reports-usage', key: page('job-3') }),
      missing(page('job-3')),
    ],
  ],
  [
    'Of 3 reports, 2 reported usage when opened; 1 is silenced; 1 HTML report, 1 notebook, 2 copies and 1 earlier version still report usage; of 1 object it is not known.',
    false,
    [
      recordOf({
        outcome: 'silenced',
        key: page('job-1'),
        before: stateOf('1', 'v1'),
        after: stateOf('2', 'v2'),
      }),
      recordOf({ outcome: 'reports-usage', key: page('job-2') }),
      recordOf({ outcome: 'would-opt-out', key: keyOf('job-2') }),
      recordOf({ outcome: 'would-opt-out', key: keyOf('job-2', 'a.ipynb'), isCopy: true }),
      recordOf({ outcome: 'reports-usage', key: keyOf('job-2', 'a.html'), isCopy: true }),
      recordOf({ outcome: 'refused', key: keyOf('job-3') }),
    ],
  ],
])('%s', async (sentence, settled, records) => {
  const summary = await summaryOf(records);
  expect(answerOf(summary, NONE_LEFT_OUT)).toBe(sentence);
  expect(isSettled(summary, NONE_LEFT_OUT)).toBe(settled);
});

test('what was left out is part of the answer, and nothing is settled then', async () => {
  const leftOut = { badLines: 1, conflicts: 1, tornLines: 1 };
  const summary = await summaryOf([silenced('job-1')]);
  expect(answerOf(summary, leftOut)).toBe(
    'Of 1 report, 1 reported usage when opened; 1 is silenced; nothing is left that reports usage; 3 invalid, cut-off or conflicting entries of the ledger are left out.',
  );
  expect(isSettled(summary, leftOut)).toBe(false);
  expect(answerOf(await summaryOf([]), { ...NONE_LEFT_OUT, badLines: 1 })).toBe(
    '0 reports: none reported usage when opened; nothing is left that reports usage; 1 invalid, cut-off or conflicting entry of the ledger is left out.',
  );
});

function missing(key: string): AuditRecord {
  const { before: _before, html: _html, ...gone } = recordOf({ outcome: 'missing', key, at: day(9) });
  const { lastModified: _lastModified, ...object } = gone.object;
  return { ...gone, object };
}
