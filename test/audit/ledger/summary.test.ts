/** What a ledger comes to. */
import { describe, expect, test } from 'vitest';
import { LedgerSummarizer } from '../../../src/audit/ledger/summary.ts';
import { MAX_TRAINING_JOBS } from '../../../src/audit/ledger/training-job-figures.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { day, historiesIn, PAGE } from '../../support/histories.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

describe('the figures of a ledger', () => {
  async function summaryOf(records: readonly AuditRecord[]) {
    const summarizer = new LedgerSummarizer();
    for (const history of await historiesIn(records)) summarizer.add(history);
    return summarizer.summary();
  }

  test('count reports, objects by state, days and training jobs', async () => {
    const optedOut = { state: 'absent' } as const;
    const records = [
      recordOf({ outcome: 'opted-out', after: stateOf('after') }),
      recordOf({ outcome: 'reports-usage', key: PAGE, lastModified: day(3) }),
      recordOf({ outcome: 'refused', key: keyOf('job-2') }),
      recordOf({
        outcome: 'silenced',
        key: keyOf('job-2', 'profiler-report.html'),
        after: stateOf('s'),
        at: day(7),
      }),
      recordOf({
        outcome: 'silent',
        key: keyOf('job-2', '.ipynb_checkpoints/a.html'),
        isCopy: true,
        optionOne: { ...optedOut, contradiction: 'absent-but-silent' },
      }),
      recordOf({ outcome: 'reports-usage', key: keyOf('job-3', 'copy.html'), isCopy: true }),
      recordOf({ outcome: 'would-opt-out', key: keyOf('job-3', 'copy.ipynb'), isCopy: true }),
      recordOf({ outcome: 'no-setup-call', key: 'profiler-output/profiler-report.ipynb' }),
    ];
    expect(await summaryOf(records)).toEqual({
      records: 8,
      firstRecordedAt: '2026-01-02T00:00:00.000Z',
      lastRecordedAt: '2026-01-07T00:00:00.000Z',
      reports: 4,
      notebooks: { 'opted-out': 1, refused: 1, 'no-setup-call': 1 },
      html: { 'reports-usage': 1, silenced: 1 },
      htmlReporting: 1,
      earlierVersionsReporting: 0,
      copiesReporting: 1,
      notebookCopiesReporting: 1,
      generatedBeforeOptOut: 2,
      contradictions: 1,
      days: [
        { day: '2026-01-01', generated: 1, optedOut: 0, silenced: 0 },
        { day: '2026-01-02', generated: 0, optedOut: 1, silenced: 0 },
        { day: '2026-01-03', generated: 1, optedOut: 0, silenced: 0 },
        { day: '2026-01-07', generated: 0, optedOut: 0, silenced: 1 },
      ],
      trainingJobs: [
        { trainingJobName: 'job-1', optedOut: 1, reporting: 1, silenced: 0, refused: 0 },
        { trainingJobName: 'job-2', optedOut: 0, reporting: 0, silenced: 1, refused: 1 },
      ],
      trainingJobCount: 2,
      software: { 'profiler-opt-out/0.1.0': 8 },
    });
  });

  test('tell first and last record, whatever their keys, and earlier versions', async () => {
    const version = (number: number, at: Date) =>
      recordOf({
        outcome: 'reports-usage',
        key: PAGE,
        before: stateOf(`${number}`, `v${number}`),
        lastModified: day(number),
        at,
      });
    const summary = await summaryOf([
      recordOf({ key: keyOf('job-0'), at: day(5) }),
      version(1, day(9)),
      version(2, day(8)),
      version(3, day(7)),
      recordOf({ key: keyOf('job-2'), at: day(4) }),
    ]);
    expect(summary).toMatchObject({
      firstRecordedAt: day(4).toISOString(),
      lastRecordedAt: day(9).toISOString(),
      htmlReporting: 1,
      earlierVersionsReporting: 2,
      trainingJobs: [{ trainingJobName: 'job-1', reporting: 3 }, {}, {}],
    });
  });

  test('put the rules of one training job together, and what needs a person before what does not', async () => {
    const of = (job: string, rule: string, name: string) =>
      `${job}/rule-output/${rule}/profiler-output/${name}`;
    const records = [
      recordOf({ outcome: 'already-opted-out', key: of('job-1', 'a', 'profiler-report.ipynb') }),
      recordOf({ outcome: 'already-opted-out', key: of('job-1', 'b', 'profiler-report.ipynb') }),
      recordOf({ outcome: 'contended', key: of('job-2', 'a', 'profiler-report.ipynb') }),
      recordOf({ outcome: 'refused', key: of('job-3', 'a', 'profiler-report.ipynb') }),
      recordOf({ outcome: 'refused', key: of('job-3', 'b', 'profiler-report.ipynb') }),
    ];
    const { trainingJobs, trainingJobCount, reports } = await summaryOf(records);
    expect([trainingJobCount, reports]).toEqual([3, 5]);
    expect(
      trainingJobs.map(({ trainingJobName, optedOut, refused }) => [trainingJobName, optedOut, refused]),
    ).toEqual([
      ['job-3', 0, 2],
      ['job-2', 0, 1],
      ['job-1', 2, 0],
    ]);
  });

  test('of nothing are zeros', async () => {
    expect(await summaryOf([])).toMatchObject({
      records: 0,
      reports: 0,
      days: [],
      trainingJobs: [],
      software: {},
    });
  });

  test('name the training jobs with most reporting pages, and count all', async () => {
    const jobs = Array.from(
      { length: 3 * MAX_TRAINING_JOBS },
      (_, index) => `job-${String(index).padStart(4, '0')}`,
    );
    const records = jobs.map((job, index) =>
      recordOf({
        outcome: index % 10 === 9 ? 'reports-usage' : 'silent',
        key: keyOf(job, 'profiler-report.html'),
      }),
    );
    const { trainingJobs, trainingJobCount } = await summaryOf(records);
    expect(trainingJobCount).toBe(jobs.length);
    expect(trainingJobs).toHaveLength(MAX_TRAINING_JOBS);
    expect(trainingJobs.filter(({ reporting }) => reporting > 0)).toHaveLength(15);
    expect(trainingJobs[0]?.reporting).toBe(1);
  });

  test('count a report once that holds a whole report in a folder of its own', async () => {
    const folder = keyOf('job-1', '');
    const keys = [
      `${folder}.a.html`,
      `${folder}b/profiler-output/profiler-report.html`,
      `${folder}profiler-report.html`,
    ];
    const records = keys.map((key) => recordOf({ outcome: 'silent', key }));
    const other = recordOf({ outcome: 'silent', key: `${folder}profiler-report.html`, bucket: 'c' });
    expect((await summaryOf([...records, other])).reports).toBe(3);
  });
});
