/** `backfill report`: counts that add up, what failed and why, and complete or not. */
import { describe, expect, test } from 'vitest';
import {
  folderOf,
  JOB_REPORTS,
  OUTPUTS,
  putReport,
  REPORTS,
  startBatchRuns,
} from '../../support/batch/batch-runs.ts';
import type { BatchWorld } from '../../support/servers/batch-server.ts';
import { putObject } from '../../support/servers/plain-s3.ts';

const bucket = `s3://${REPORTS}`;

/** Runs jobs over so many reports to their end. */
async function ended(count: number, differences: Partial<BatchWorld> = {}) {
  const runs = await startBatchRuns(count, differences);
  expect((await runs.run([bucket, '--yes'])).exitCode).toBe(0);
  while ((await runs.run(['status'])).exitCode === 1);
  return runs;
}

test('a refused report is named with its reason: exit code 2', async () => {
  const runs = await startBatchRuns(1);
  putObject(runs.buckets, REPORTS, `${folderOf(7)}profiler-report.ipynb`, 'no JSON');
  await runs.run([bucket, '--yes']);
  while ((await runs.run(['status'])).exitCode === 1);
  const { exitCode, out } = await runs.run(['report', bucket]);
  expect(exitCode).toBe(2);
  expect(out).toContain('1 refused (not-json): look at them');
  expect(out).toContain(`  refused ${folderOf(7)}profiler-report.ipynb: notebook refused not-json`);
  expect(out).toContain('all jobs: 3 objects = 2 succeeded + 1 failed + 0 not reached');
  expect((await runs.run(['report', `${bucket}/elsewhere/`])).out).not.toContain('refused');
});

describe('failures of the making of S3 and Lambda', () => {
  const timeout = {
    resultCode: 'PermanentFailure',
    resultString: 'Lambda returned function error: {"errorMessage":"Task timed out after 120.00 seconds"}',
  };
  test('are told apart from those of the function, and are done in the next job', async () => {
    const runs = await ended(2, { invoke: async () => timeout });
    const { exitCode, out } = await runs.run(['report', bucket]);
    expect(exitCode).toBe(3);
    expect(out).toContain('4 failed in S3 or Lambda (PermanentFailure): run backfill again');
    expect(out).toContain('INCOMPLETE: nothing is on record in s3://ledger/');
    runs.world.invoke = runs.invokeHandler;
    // The token of a request holds the time of its run: the same again would be the same jobs.
    const clock = { now: () => new Date(Date.UTC(2026, 1, 1)), sleep: async () => {}, random: () => 0 };
    await runs.run([bucket, '--yes'], { clock });
    while ((await runs.run(['status'])).exitCode === 1);
    const again = await runs.run(['report', bucket]);
    expect(again.out).toContain('all jobs: 8 objects = 4 succeeded + 4 failed + 0 not reached');
    expect(again.out).toContain('complete: 4 versions');
    expect(again.exitCode).toBe(0);
  });

  test('that change all the time, and those without a word, have their own lines', async () => {
    let count = 0;
    const runs = await ended(30, {
      invoke: async () => {
        count += 1;
        return count % 2 === 0
          ? { resultCode: 'TemporaryFailure', resultString: 'notebook contended' }
          : { resultCode: 'PermanentFailure', resultString: '', errorCode: '' };
      },
    });
    const { out } = await runs.run(['report', bucket]);
    expect(out).toContain('30 kept changing: run backfill again');
    expect(out).toContain('30 failed in S3 or Lambda (unknown)');
    expect(out).toContain('no message');
    expect(out).toContain('  and 10 more\n');
  });
});

describe('a completion report', () => {
  test('that is missing is a fault', async () => {
    const runs = await ended(1, { isReportLost: true });
    const { exitCode, out } = await runs.run(['report', bucket]);
    expect(exitCode).toBe(3);
    expect(out).toMatch(
      /its completion report is missing: s3:\/\/job-reports\/backfill\/job-\S+\/manifest\.json/,
    );
  });

  test('that is cut short is a fault, though every row reads well', async () => {
    const runs = await ended(2, { changeRows: (rows) => `${rows.split('\n')[0]}\n` });
    const { exitCode, out } = await runs.run(['report', bucket]);
    expect(exitCode).toBe(3);
    expect(out).toContain('its MD5 is not the one that the report names: cut short or changed');
  });

  test('whose rows are not as many as S3 counted is not whole', async () => {
    const runs = await ended(1);
    for (const job of runs.jobs) job.succeeded += 1;
    const { exitCode, out } = await runs.run(['report', bucket]);
    expect(exitCode).toBe(3);
    expect(out).toContain('its report has 1 succeeded and 0 failed, where S3 counted 2 and 0');
  });

  test.each([
    ['that is no JSON', '{'],
    ['that is another document', '{"Format":"x"}'],
    [
      'that names a file without its MD5',
      '{"Format":"Report_CSV_20180820","Results":[{"Bucket":"b","Key":"k"}]}',
    ],
    ['that is far too large', ' '.repeat(17 * 1024 * 1024)],
  ])('%s cannot be read', async (_name, text) => {
    const runs = await ended(1);
    for (const key of [...(runs.buckets.get(JOB_REPORTS)?.keys() ?? [])])
      if (key.endsWith('manifest.json')) putObject(runs.buckets, JOB_REPORTS, key, text);
    const { exitCode, out } = await runs.run(['report', bucket]);
    expect(exitCode).toBe(3);
    expect(out).toContain('its completion report cannot be read');
  });

  test('of which a file is gone is a fault, and a denied one names the permission', async () => {
    const runs = await ended(1);
    for (const key of [...(runs.buckets.get(JOB_REPORTS)?.keys() ?? [])])
      if (key.endsWith('.csv')) runs.buckets.get(JOB_REPORTS)?.delete(key);
    const gone = await runs.run(['report', bucket]);
    expect(gone.exitCode).toBe(3);
    expect(gone.out).toMatch(/a file of its completion report, s3:\/\/job-reports\/\S+\.csv: it is missing/);
    runs.world.fail = (call) =>
      call.startsWith('GET job-reports/') ? [403, 'AccessDenied', 'no'] : undefined;
    const denied = await runs.run(['report', bucket]);
    expect(denied.exitCode).toBe(3);
    expect(denied.out).toContain('grant s3:GetObject and s3:ListBucket on the bucket of completion reports');
  });
});

test('a job that has not ended, and one that ended early, are not complete', async () => {
  const runs = await startBatchRuns(1);
  await runs.run([bucket, '--yes']);
  runs.world.isHalted = true;
  const running = await runs.run(['report', bucket]);
  expect(running.exitCode).toBe(1);
  expect(running.out).toContain('is Ready: its report comes when it has ended');
  await runs.run(['cancel']);
  const cancelled = await runs.run(['report', bucket]);
  expect(cancelled.out).toContain(
    'is Cancelled (cancelled by profiler-opt-out backfill): 1 of its 1 object was not reached',
  );
});

test('without jobs, what is not on record is still found', async () => {
  const runs = await ended(1);
  runs.jobs.length = 0;
  expect((await runs.run(['report', bucket])).exitCode).toBe(0);
  putReport(runs.buckets, 'missed/profiler-output/');
  const { exitCode, out, error } = await runs.run(['report', bucket]);
  expect(exitCode).toBe(1);
  expect(error).toContain('no job for s3://reports: S3 keeps jobs for 90 days');
  expect(out).toContain('INCOMPLETE: 2 of 4 versions');
  expect((await runs.run(['report', `${bucket}/nothing/`])).exitCode).toBe(1);
});

test('a stack without a ledger cannot say that all is on record', async () => {
  const { LedgerPlace: _ledger, ...outputs } = OUTPUTS;
  const runs = await ended(1, { outputs });
  const { exitCode, out } = await runs.run(['report', bucket]);
  expect(exitCode).toBe(1);
  expect(out).toContain('not known whether all is on record: the stack keeps no ledger');
});

test('an interrupted report ends early', async () => {
  const runs = await ended(1);
  const controller = new AbortController();
  controller.abort();
  expect((await runs.run(['report', bucket], { signal: controller.signal })).exitCode).toBe(130);
});

describe('what a job did not reach, since it was declined, cancelled or failed', () => {
  /** The token of a request holds the time of its run: the same again would be the same jobs. */
  const at = (month: number) => ({
    clock: { now: () => new Date(Date.UTC(2026, month, 1)), sleep: async () => {}, random: () => 0 },
  });
  const decline = { ask: async () => 'n' };
  type Runs = Awaited<ReturnType<typeof startBatchRuns>>;
  const finish = async (runs: Runs) => {
    while ((await runs.run(['status'])).exitCode === 1);
  };

  test.each([
    ['by the same words', []],
    ['by a list', ['--limit', '4']],
  ])('counts as done when later jobs did it: %s', async (_name, words) => {
    const runs = await startBatchRuns(2);
    await runs.run([bucket, ...words], { ...at(1), ...decline });
    const declined = await runs.run(['report', bucket]);
    expect(declined.exitCode).toBe(1);
    expect(declined.out).toContain('objects were not reached');
    await runs.run([bucket, '--yes'], at(2));
    await finish(runs);
    const { exitCode, out } = await runs.run(['report', bucket]);
    expect(out).toContain('not reached, which later jobs did\n');
    expect(out).toContain('all jobs: 4 objects = 4 succeeded + 0 failed + 0 not reached\n');
    expect(out).not.toContain('were not reached');
    expect(exitCode).toBe(0);
  });

  test('a list done by another list, and one of which an object is left', async () => {
    const runs = await startBatchRuns(2);
    await runs.run([bucket, '--limit', '3'], { ...at(1), ...decline });
    await runs.run([bucket, '--limit', '2', '--yes'], at(2));
    await finish(runs);
    expect((await runs.run(['report', bucket])).out).toContain('objects were not reached');
    await runs.run([bucket, '--limit', '3', '--yes'], at(3));
    await finish(runs);
    const { out } = await runs.run(['report', bucket]);
    expect(out).not.toContain('were not reached');
    expect(out).toContain('all jobs: 5 objects = 5 succeeded + 0 failed + 0 not reached\n');
  });

  test('a job that was cancelled half-way keeps what it did', async () => {
    const runs = await ended(2);
    const [first] = runs.jobs;
    // S3 writes no row for what it did not reach.
    Object.assign(first ?? {}, { status: 'Cancelled', total: 5 });
    const early = await runs.run(['report', bucket]);
    expect(early.exitCode).toBe(1);
    expect(early.out).toContain('3 of its 5 objects were not reached');
    await runs.run([bucket, '--yes'], at(2));
    await finish(runs);
    const { exitCode, out } = await runs.run(['report', bucket]);
    expect(exitCode).toBe(0);
    expect(out).toContain('all jobs: 8 objects = 8 succeeded + 0 failed + 0 not reached\n');
  });

  test.each([
    ['a narrower scope', [`${bucket}/jobs/job 000/`]],
    ['an earlier day', [bucket, '--created-before', '2026-01-02']],
  ])('is not done by %s', async (_name, words) => {
    const runs = await startBatchRuns(2);
    await runs.run([bucket], { ...at(1), ...decline });
    await runs.run([...words, '--yes'], at(2));
    await finish(runs);
    const { out } = await runs.run(['report', bucket]);
    expect(out).toContain('2 of its 2 objects were not reached');
  });

  test.each([
    ['is gone', undefined],
    ['is no list of ours', 'reports,%zz\n'],
  ])('is not known where the list %s', async (_name, text) => {
    const runs = await startBatchRuns(1);
    await runs.run([bucket, '--limit', '2'], { ...at(1), ...decline });
    const manifest =
      [...(runs.buckets.get(JOB_REPORTS)?.keys() ?? [])].find((key) => key.endsWith('.csv')) ?? '';
    if (text === undefined) runs.buckets.get(JOB_REPORTS)?.delete(manifest);
    else putObject(runs.buckets, JOB_REPORTS, manifest, text);
    await runs.run([bucket, '--yes'], at(2));
    await finish(runs);
    const { exitCode, out } = await runs.run(['report', bucket]);
    expect(exitCode).toBe(1);
    expect(out).toContain('2 of its 2 objects were not reached');
  });
});
