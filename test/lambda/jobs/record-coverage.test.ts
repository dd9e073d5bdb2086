/** Coverage: metrics, a line on the log and a record, when a completion report of the reconciliation lands. */
import { describe, expect, test } from 'vitest';
import { folderOf, JOB_REPORTS, putReport, REPORTS } from '../../support/batch/batch-runs.ts';
import { reportLanded, SCHEDULED, startJobRuns } from '../../support/batch/job-runs.ts';
import { putObject } from '../../support/servers/plain-s3.ts';

const bucket = `s3://${REPORTS}`;

/** Runs with jobs of a reconciliation over two reports that ended; one of the reports was opted out before. */
async function reconciled(differences: Parameters<typeof startJobRuns>[1] = {}) {
  const runs = await startJobRuns(1, differences);
  await runs.run([bucket, '--yes']);
  await runs.finishJobs();
  putReport(runs.buckets, 'missed/profiler-output/');
  await runs.invoke(SCHEDULED);
  await runs.finishJobs();
  const [notebooks, pages] = runs.jobs.slice(2).map(({ id }) => id);
  return { ...runs, notebooks: notebooks ?? '', pages: pages ?? '' };
}

test('is counted once, however often the event comes', async () => {
  const runs = await reconciled();
  for (let time = 0; time < 3; time += 1) {
    await runs.invoke(reportLanded(runs.notebooks));
    await runs.invoke(reportLanded(runs.pages));
  }
  // One was missed, and so was the event of the other's rewriting.
  expect(runs.metrics()).toEqual({
    ReconciledObjects: 4,
    ReconciledOnRecord: 2,
    ReconciledMissing: 2,
    NotReconciled: 0,
  });
  const [first, second] = runs.coverage();
  expect(first).toEqual({
    schema: 'profiler-opt-out/coverage/v1',
    job: runs.notebooks,
    status: 'Complete',
    createdAt: expect.stringMatching(/^2026-01-01T/),
    recordedAt: expect.stringMatching(/Z$/),
    description: 'profiler-opt-out: notebooks of s3://reports/',
    bucket: REPORTS,
    objects: 2,
    onRecord: 0,
    missing: 2,
    notExamined: 0,
    notReached: 0,
    firstMissing: [`${folderOf(0)}profiler-report.ipynb`, 'missed/profiler-output/profiler-report.ipynb'],
    report: `s3://${JOB_REPORTS}/reconciliation/job-${runs.notebooks}/manifest.json`,
  });
  expect(second).toMatchObject({ objects: 2, onRecord: 2, missing: 0, firstMissing: [] });
  const logged = runs.log.filter(({ message }) => message === 'coverage').map(({ coverage }) => coverage);
  expect(logged).toEqual([first, second]);
});

test('a report that was refused is on record; one that could not be read is not examined', async () => {
  const runs = await startJobRuns(1);
  putObject(runs.buckets, REPORTS, `${folderOf(7)}profiler-report.ipynb`, 'no JSON');
  await runs.run([bucket, '--yes']);
  await runs.finishJobs();
  runs.world.fail = (call) =>
    call === `GET ${REPORTS}/${folderOf(0)}profiler-report.ipynb` ? [403, 'AccessDenied', 'no'] : undefined;
  await runs.invoke(SCHEDULED);
  await runs.finishJobs();
  await runs.invoke(reportLanded(runs.jobs[2]?.id ?? ''));
  expect(runs.coverage()[0]).toMatchObject({ objects: 2, onRecord: 1, missing: 0, notExamined: 1 });
  expect(runs.metrics()).toMatchObject({ ReconciledOnRecord: 1, NotReconciled: 1 });
});

describe('what is not whole says so', () => {
  test('a job that was cancelled before its end reached nothing', async () => {
    const runs = await startJobRuns(2);
    await runs.invoke(SCHEDULED);
    // Counted, and not yet run.
    await runs.run(['status']);
    await runs.run(['status']);
    await runs.run(['cancel']);
    await runs.invoke({ scheduledTime: '2026-03-08T03:00:00Z' });
    expect(runs.coverage()).toHaveLength(2);
    expect(runs.coverage()[0]).toMatchObject({ status: 'Cancelled', objects: 2, onRecord: 0, notReached: 2 });
    expect(runs.metrics()).toMatchObject({ ReconciledObjects: 4, NotReconciled: 4 });
  });

  test('a job that failed before its first task has reached nothing, and says why', async () => {
    const runs = await startJobRuns(2, { isHalted: true });
    await runs.invoke(SCHEDULED);
    for (const job of runs.jobs) job.status = 'Failed';
    await runs.invoke({ scheduledTime: '2026-03-08T03:00:00Z' });
    expect(runs.coverage()).toHaveLength(2);
    expect(runs.coverage()[0]).toMatchObject({
      status: 'Failed',
      onRecord: 0,
      problem: expect.stringMatching(/^it failed: ./),
    });
    expect(runs.metrics()['NotReconciled']).toBeGreaterThanOrEqual(2);
  });

  test('a kind without objects has missed none, and is no problem', async () => {
    const runs = await startJobRuns(0);
    putObject(runs.buckets, REPORTS, `${folderOf(0)}profiler-report.ipynb`, 'no JSON');
    await runs.invoke(SCHEDULED);
    await runs.finishJobs();
    expect(runs.jobs.map(({ status }) => status)).toEqual(['Complete', 'Failed']);
    await runs.invoke({ scheduledTime: '2026-03-08T03:00:00Z' });
    const empty = runs.coverage().find(({ status }) => status === 'Failed');
    expect(empty).toMatchObject({ objects: 0, onRecord: 0, missing: 0, notExamined: 0, notReached: 0 });
    expect(empty).not.toHaveProperty('problem');
    expect(runs.metrics()).toMatchObject({ ReconciledObjects: 1, NotReconciled: 0 });
  });

  test('a report of a job that has not ended is counted when its event comes again', async () => {
    const runs = await reconciled();
    const job = runs.jobs.find(({ id }) => id === runs.pages);
    if (job !== undefined) job.status = 'Completing';
    await expect(runs.invoke(reportLanded(runs.pages))).rejects.toThrow('has not ended');
    expect(runs.coverage()).toEqual([]);
    if (job !== undefined) job.status = 'Complete';
    await runs.invoke(reportLanded(runs.pages));
    expect(runs.coverage()).toMatchObject([{ objects: 2, onRecord: 2 }]);
  });

  test.each([
    ['missing', { isReportLost: true }, 'its completion report is missing', 2],
    [
      'cut short',
      { changeRows: (rows: string) => `${rows.split('\n')[0]}\n` },
      'its MD5 is not the one that the report names',
      1,
    ],
  ])('a report that is %s', async (_name, differences, problem, notReached) => {
    const runs = await startJobRuns(2, differences);
    await runs.invoke(SCHEDULED);
    await runs.finishJobs();
    await runs.invoke({ scheduledTime: '2026-03-08T03:00:00Z' });
    expect(runs.coverage()[0]).toMatchObject({
      objects: 2,
      notReached,
      problem: expect.stringContaining(problem),
    });
  });
});

test('a file that is denied is no record: what can be read is counted when all can be', async () => {
  const runs = await reconciled();
  runs.world.fail = (call) => (/^GET job-reports.*csv/.test(call) ? [403, 'AccessDenied', 'no'] : undefined);
  await expect(runs.invoke(reportLanded(runs.pages))).rejects.toThrow('grant s3:GetObject');
  expect(runs.coverage()).toEqual([]);
  delete runs.world.fail;
  await runs.invoke(reportLanded(runs.pages));
  expect(runs.coverage()).toMatchObject([{ objects: 2, onRecord: 2 }]);
});

test('reports of other jobs, of other buckets and other files are left alone', async () => {
  const runs = await startJobRuns(1);
  await runs.run([bucket, '--yes']);
  await runs.finishJobs();
  const id = runs.jobs[0]?.id ?? '';
  await runs.invoke(reportLanded(id, JOB_REPORTS, 'backfill'));
  await runs.invoke(reportLanded(id, 'another-bucket'));
  await runs.invoke(reportLanded('', JOB_REPORTS));
  // Somebody put a file there for a job that is none of the reconciliation.
  await runs.invoke(reportLanded(id));
  expect(runs.coverage()).toEqual([]);
  expect(runs.metrics()).toEqual({});
});

test('a job by hand whose report lies elsewhere under the same name is none of the reconciliation', async () => {
  const runs = await startJobRuns(1);
  await runs.invoke(SCHEDULED);
  await runs.finishJobs();
  for (const job of runs.jobs)
    job.request = job.request.replace(`:::${JOB_REPORTS}</Bucket><Format>`, ':::x</Bucket><Format>');
  expect(runs.jobs[0]?.request).toContain('arn:aws:s3:::x<');
  runs.world.fail = (call) => (call.startsWith('GET x/') ? [403, 'AccessDenied', 'no'] : undefined);
  await runs.invoke({ scheduledTime: '2026-03-08T03:00:00Z' });
  await runs.invoke(reportLanded(runs.jobs[0]?.id ?? ''));
  expect(runs.coverage()).toEqual([]);
});

describe('a report is counted once', () => {
  /** What one job over two reports comes to. */
  const ONCE = { ReconciledObjects: 2, ReconciledOnRecord: 2, ReconciledMissing: 0, NotReconciled: 0 };
  const isLine = ({ message }: Record<string, unknown>): boolean => message === 'coverage';

  test('though two events are handled at the same moment', async () => {
    const runs = await reconciled();
    await Promise.all([1, 2, 3].map(() => runs.invoke(reportLanded(runs.pages))));
    expect(runs.coverage()).toHaveLength(1);
    expect(runs.metrics()).toEqual(ONCE);
    expect(runs.log.filter(isLine)).toHaveLength(1);
  });

  test('though its manifest names a file twice', async () => {
    const runs = await reconciled();
    const key = `reconciliation/job-${runs.pages}/manifest.json`;
    const manifest = JSON.parse(runs.buckets.get(JOB_REPORTS)?.get(key)?.body ?? '');
    manifest.Results.push(...manifest.Results);
    putObject(runs.buckets, JOB_REPORTS, key, JSON.stringify(manifest));
    await runs.invoke(reportLanded(runs.pages));
    expect(runs.coverage()).toMatchObject([{ objects: 2, onRecord: 2 }]);
    expect(runs.coverage()[0]).not.toHaveProperty('problem');
    expect(runs.metrics()).toEqual(ONCE);
  });

  test('though its record cannot be written at first', async () => {
    const runs = await reconciled();
    runs.world.fail = (call) =>
      call.startsWith('PUT job-reports/') ? [409, 'ConditionalRequestConflict', 'no'] : undefined;
    await expect(runs.invoke(reportLanded(runs.pages))).rejects.toThrow('another write of the same object');
    expect(runs.metrics()).toEqual({});
    delete runs.world.fail;
    await runs.invoke(reportLanded(runs.pages));
    expect(runs.metrics()).toEqual(ONCE);
  });
});

test('a record that cannot be written is a fault, and the event comes again', async () => {
  const runs = await reconciled();
  runs.world.fail = (call) => (call.startsWith('PUT job-reports/') ? [403, 'AccessDenied', 'no'] : undefined);
  await expect(runs.invoke(reportLanded(runs.pages))).rejects.toThrow('grant s3:PutObject');
});
