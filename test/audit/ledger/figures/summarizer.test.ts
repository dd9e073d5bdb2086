/** What a ledger comes to. */

import { describe, expect, test } from 'vitest';
import { LedgerSummarizer } from '../../../../src/audit/ledger/figures/summarizer.ts';
import type { AuditRecord } from '../../../../src/audit/record/schema.ts';
import { software } from '../../../../src/report/software.ts';
import { day, historiesIn, PAGE } from '../../../support/histories.ts';
import { keyOf, recordOf, stateOf } from '../../../support/records.ts';

describe('the figures of a ledger', () => {
  async function summaryOf(records: readonly AuditRecord[]) {
    const summarizer = new LedgerSummarizer();
    for (const history of await historiesIn(records)) summarizer.add(history);
    return summarizer.summary();
  }

  test('count notebooks with an embedded beacon among those that report', async () => {
    const beacon = { url: 'https://beacon.example/', processingJobArn: 'arn', region: 'r' };
    const reporting = { embedded: [{ cell: 3, usageReporting: 'reports', beacon }] } as const;
    const unknown = { embedded: [{ cell: 3, usageReporting: 'unknown' }] } as const;
    const after = stateOf('after');
    const records = [
      recordOf({ outcome: 'no-setup-call', key: keyOf('job-1'), ...reporting }),
      recordOf({ outcome: 'already-opted-out', key: keyOf('job-2'), ...reporting }),
      recordOf({ outcome: 'opted-out', key: keyOf('job-3'), after, ...reporting }),
      recordOf({ outcome: 'would-opt-out', key: keyOf('job-4'), ...reporting }),
      recordOf({ outcome: 'refused', key: keyOf('job-5'), ...reporting }),
      recordOf({ outcome: 'contended', key: keyOf('job-6'), ...reporting }),
      recordOf({ outcome: 'no-setup-call', key: keyOf('job-7', 'copy.ipynb'), isCopy: true, ...reporting }),
      recordOf({ outcome: 'no-setup-call', key: keyOf('job-8'), ...unknown }),
      recordOf({ outcome: 'refused', key: keyOf('job-9'), ...unknown }),
      recordOf({ outcome: 'opted-out', key: keyOf('job-10'), after }),
      recordOf({ outcome: 'no-setup-call', key: keyOf('job-11'), ...reporting }),
      recordOf({ outcome: 'missing', key: keyOf('job-11'), at: day(9) }),
    ];
    expect(await summaryOf(records)).toMatchObject({
      reporting: { notebook: 6, html: 0 },
      copiesReporting: { notebook: 1, html: 0 },
      notebooksEmbedding: 6,
      unknown: 2,
      everReporting: 0,
    });
  });

  test('count reports, objects by state, by age, by account and by prefix', async () => {
    const optedOut = { state: 'absent' } as const;
    const records = [
      recordOf({
        outcome: 'opted-out',
        after: stateOf('after'),
        processingJobArn: 'arn:aws:sagemaker:eu-west-1:111122223333:processing-job/x',
      }),
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
      reporting: { notebook: 0, html: 1 },
      notebooksEmbedding: 0,
      copiesReporting: { notebook: 1, html: 1 },
      earlierVersionsReporting: { notebook: 0, html: 0 },
      unknown: 1,
      everReporting: 2,
      everReportingGone: 0,
      generatedBeforeOptOut: 2,
      contradictions: 1,
      trainingJobs: {},
      ages: [
        { day: '2026-01-01', reporting: 0, settled: 1 },
        { day: '2026-01-03', reporting: 1, settled: 0 },
      ],
      actions: [
        { day: '2026-01-02', optedOut: 1, silenced: 0 },
        { day: '2026-01-07', optedOut: 0, silenced: 1 },
      ],
      accounts: {
        groups: [
          { name: 'not known', reporting: 1, settled: 1 },
          { name: '111122223333 eu-west-1', reporting: 0, settled: 1 },
        ],
        count: 2,
      },
      prefixes: { groups: [{ name: 's3://b', reporting: 1, settled: 2 }], count: 1 },
      software: { [`profiler-opt-out/${software.version}`]: 8 },
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
      reporting: { html: 1 },
      earlierVersionsReporting: { notebook: 0, html: 2 },
      ages: [
        { day: '2026-01-01', reporting: 1, settled: 0 },
        { day: '2026-01-02', reporting: 1, settled: 0 },
        { day: '2026-01-03', reporting: 1, settled: 0 },
      ],
    });
  });

  test('put the folders above training jobs together, in other layouts too', async () => {
    const of = (folder: string) =>
      recordOf({ outcome: 'would-opt-out', key: `${folder}/profiler-output/profiler-report.ipynb` });
    const records = [
      of('team/a/job-1/rule-output/r'),
      of('team/a/job-2/rule-output/r'),
      of('job-3/rule-output/r'),
      of('elsewhere/job-4'),
      of('elsewhere/job-5'),
    ];
    expect((await summaryOf(records)).prefixes.groups).toEqual([
      { name: 's3://b/elsewhere/', reporting: 2, settled: 0 },
      { name: 's3://b/team/a/', reporting: 2, settled: 0 },
      { name: 's3://b', reporting: 1, settled: 0 },
    ]);
  });

  test('tell reports that reported and are gone, and earlier versions of both kinds', async () => {
    const { before: _before, html: _html, ...gone } = recordOf({ outcome: 'missing', key: PAGE, at: day(9) });
    const { lastModified: _lastModified, ...object } = gone.object;
    const versions = { before: stateOf('1', 'v1'), after: stateOf('2', 'v2') };
    const summary = await summaryOf([
      recordOf({ outcome: 'reports-usage', key: PAGE }),
      { ...gone, object },
      recordOf({ outcome: 'opted-out', key: keyOf('job-2'), ...versions }),
      recordOf({ outcome: 'silenced', key: keyOf('job-2', 'profiler-report.html'), ...versions }),
    ]);
    expect(summary).toMatchObject({
      everReporting: 2,
      everReportingGone: 1,
      earlierVersionsReporting: { notebook: 1, html: 1 },
    });
  });

  test('of nothing are zeros', async () => {
    expect(await summaryOf([])).toMatchObject({
      records: 0,
      reports: 0,
      ages: [],
      actions: [],
      accounts: { groups: [], count: 0 },
      software: {},
    });
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
