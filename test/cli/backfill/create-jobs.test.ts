/** `backfill` from one end to the other: jobs are created, counted, shown, confirmed, run and reported. */
import { describe, expect, test } from 'vitest';
import {
  aborted,
  answer,
  failing,
  folderOf,
  JOB_REPORTS,
  OUTPUTS,
  putReport,
  REPORTS,
  STACK,
  startBatchRuns,
} from '../../support/batch/batch-runs.ts';
import { tagOf } from '../../support/servers/plain-s3.ts';

const bucket = `s3://${REPORTS}`;
const ALL = Number.POSITIVE_INFINITY;

describe('one command', () => {
  test('creates a job for each suffix, shows count and cost, and all is opted out and on record', async () => {
    const runs = await startBatchRuns(3);
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return 'y';
    };
    const created = await runs.run([bucket], { ask });
    expect(questions).toEqual(['Run 2 jobs? [y/N] ']);
    expect(created.exitCode).toBe(0);
    expect(created.out).toContain('Suspended  3 objects  profiler-opt-out: notebooks of s3://reports/\n');
    expect(created.out).toMatch(/^6 objects in 2 jobs: about \$0\.50 \(prices/m);
    expect(created.error).toContain('backfill report s3://reports/ --stack opt-out');
    const [notebooks, pages] = runs.jobs;
    expect(tagOf(notebooks?.request ?? '', 'member')).toBe('/profiler-output/profiler-report.ipynb');
    expect(tagOf(pages?.request ?? '', 'member')).toBe('/profiler-output/profiler-report.html');
    expect(tagOf(notebooks?.request ?? '', 'ConfirmationRequired')).toBe('true');
    expect(tagOf(notebooks?.request ?? '', 'FunctionArn')).toBe(OUTPUTS.OnBatchTaskArn);
    expect(tagOf(notebooks?.request ?? '', 'ReportScope')).toBe('AllTasks');
    expect((await runs.run(['status', bucket])).exitCode).toBe(1);
    expect((await runs.run(['status', bucket])).exitCode).toBe(0);
    const report = await runs.run(['report', bucket]);
    expect(report.exitCode).toBe(0);
    expect(report.out).toContain('all jobs: 6 objects = 6 succeeded + 0 failed + 0 not reached\n');
    expect(report.out).toContain('complete: 6 versions of 6 report objects in s3://reports/ are on record\n');
    const notebook = runs.buckets.get(REPORTS)?.get(`${folderOf(0)}profiler-report.ipynb`);
    expect(notebook?.body).toContain('opt_out=True');
  });

  test.each(['n', '', 'yesterday'])('answered with %j, runs nothing and cancels its jobs', async (text) => {
    const runs = await startBatchRuns(1);
    const { exitCode, error } = await runs.run([bucket], answer(text));
    expect(exitCode).toBe(1);
    expect(error).toContain('cancelled: 2 jobs, before anything ran');
    expect(runs.jobs.map(({ status }) => status)).toEqual(['Cancelled', 'Cancelled']);
  });

  test('is refused where nobody can be asked, before anything is asked for', async () => {
    const runs = await startBatchRuns(1);
    const { exitCode, error } = await runs.run([bucket]);
    expect(exitCode).toBe(64);
    expect(error).toContain('there is no terminal to ask on: say --yes, or --dry-run');
    expect(runs.calls).toEqual(['DescribeStacks']);
  });

  test('with --dry-run creates and writes nothing, and shows requests, count and cost', async () => {
    const runs = await startBatchRuns(2);
    const { exitCode, out, error } = await runs.run([bucket, '--dry-run', '--canary', '1']);
    expect(exitCode).toBe(0);
    expect(out.match(/"ConfirmationRequired": true/g)).toHaveLength(3);
    expect(error).toMatch(
      /^5 objects in 3 jobs: about \$0\.75.*\n1 of them twice: in the canary, and in the rest$/m,
    );
    expect(runs.jobs).toEqual([]);
    expect(runs.buckets.get(JOB_REPORTS)?.size).toBe(0);
    const limited = await runs.run([bucket, '--dry-run', '--limit', '3']);
    expect(limited.error).toMatch(/^3 objects in 1 job: /m);
    expect((await runs.run([bucket, '--dry-run'], aborted())).exitCode).toBe(130);
  });

  test('takes a prefix and a day: only what fits both', async () => {
    const runs = await startBatchRuns(1);
    putReport(runs.buckets, 'late/a/profiler-output/', new Date('2026-05-01'));
    putReport(runs.buckets, 'late/b/profiler-output/');
    const words = [bucket, '--prefix', 'late/', '--created-before', '2026-02-01'];
    expect((await runs.run([...words, '--dry-run'])).error).toMatch(/^2 objects in 2 jobs/m);
    expect((await runs.run([...words, '--yes'])).out).toMatch(/^2 objects in 2 jobs/m);
    expect(runs.jobs.map(({ total }) => total)).toEqual([1, 1]);
    expect((await runs.run([`${bucket}/late/`, '--prefix', 'x', '--yes'])).exitCode).toBe(64);
  });

  test('with --limit makes one job over a list of its own, keys encoded as S3 wants them', async () => {
    const runs = await startBatchRuns(3);
    expect((await runs.run([bucket, '--limit', '3', '--yes'])).exitCode).toBe(0);
    expect(runs.jobs.map(({ total }) => total)).toEqual([3]);
    const [[key = '', manifest] = []] = [...(runs.buckets.get(JOB_REPORTS) ?? [])];
    expect(key).toMatch(/^manifests\/reports\/[0-9a-f]{64}\.csv$/);
    // AWS's examples of CreateJob have the ETag without the quotes that PutObject answers.
    expect(`"${tagOf(runs.jobs[0]?.request ?? '', 'ETag')}"`).toBe(manifest?.etag);
    expect(manifest?.body.split('\n')[0]).toBe(
      `reports,${folderOf(0).replace(' ', '%20')}profiler-report.html`,
    );
    expect((await runs.run(['status', bucket])).out).toContain('the first 3 objects of s3://reports/');
  });

  test('finds nothing: nothing is created', async () => {
    const runs = await startBatchRuns(0);
    const { exitCode, error } = await runs.run([bucket, '--limit', '3', '--yes']);
    expect(exitCode).toBe(1);
    expect(error).toContain('nothing was found in s3://reports/');
    expect((await runs.run([bucket, '--canary', '3', '--yes'])).exitCode).toBe(1);
    const shown = await runs.run([bucket, '--dry-run']);
    expect(shown).toMatchObject({
      exitCode: 1,
      out: '',
      error: expect.stringContaining('nothing was found'),
    });
    expect(runs.jobs).toEqual([]);
  });

  test('with a stack in a dry run goes the same way, and changes no byte', async () => {
    const runs = await startBatchRuns(
      2,
      { outputs: { ...OUTPUTS, ModeOfReports: 'dry-run' } },
      { MODE: 'dry-run' },
    );
    const bodies = () => [...(runs.buckets.get(REPORTS)?.values() ?? [])].map(({ body }) => body);
    const before = bodies();
    const { exitCode, error } = await runs.run([bucket, '--canary', '2', '--yes']);
    expect(exitCode).toBe(0);
    expect(error).toContain('the stack opt-out is in a dry run');
    for (let step = 0; step < 3; step += 1) await runs.run(['status']);
    expect((await runs.run(['report', bucket])).exitCode).toBe(0);
    expect(bodies()).toEqual(before);
    expect(runs.calls.filter((call) => call === 'CreateJob')).toHaveLength(3);
  });
});

describe('a canary', () => {
  test('never goes beyond the limit, and a dry run shows the same', async () => {
    const runs = await startBatchRuns(10);
    const words = [bucket, '--canary', '10', '--limit', '4'];
    const shown = await runs.run([...words, '--dry-run']);
    const descriptions = Array(2).fill('profiler-opt-out: the first 4 objects of s3://reports/');
    const described = shown.out.match(/(?<="Description": ").*(?=")/g);
    expect(described).toEqual(descriptions);
    expect(shown.error).toMatch(/^8 objects in 2 jobs: .*\n4 of them twice: /m);
    expect((await runs.run([...words, '--yes'])).exitCode).toBe(0);
    expect(runs.jobs.map(({ request }) => tagOf(request, 'Description'))).toEqual(descriptions);
    expect(runs.jobs.map(({ total }) => total)).toEqual([4, 4]);
  });

  test('that goes well is followed by the rest', async () => {
    const runs = await startBatchRuns(2);
    const { exitCode, out } = await runs.run([bucket, '--canary', '2', '--yes']);
    expect(exitCode).toBe(0);
    expect(out).toContain('2 objects = 2 succeeded + 0 failed + 0 not reached');
    expect(runs.jobs.map(({ status }) => status)).toEqual(['Complete', 'Ready', 'Ready']);
  });

  test('that fails in one object stops everything, with the reason', async () => {
    const runs = await startBatchRuns(2, {
      invoke: async () => ({
        resultCode: 'PermanentFailure',
        resultString: 'cannot write s3://x/: access denied',
      }),
    });
    const { exitCode, out, error } = await runs.run([bucket, '--canary', '2', '--yes']);
    expect(exitCode).toBe(3);
    expect(out).toContain('2 could not be reached by the function');
    expect(error).toContain('the canary did not go well: the rest was not begun');
    expect(runs.jobs).toHaveLength(1);
  });

  test('that another operator cancels stops everything', async () => {
    const runs = await startBatchRuns(2, {
      onDescribe: (job) => {
        if (job.status === 'Active') Object.assign(job, { status: 'Cancelled', reason: 'not today' });
      },
    });
    const { exitCode, out } = await runs.run([bucket, '--canary', '2', '--yes']);
    expect(exitCode).toBe(3);
    expect(out).toContain('is Cancelled (not today): 2 of its 2 objects were not reached');
    expect(runs.jobs).toHaveLength(1);
  });

  test('that is declined is not followed by anything', async () => {
    const runs = await startBatchRuns(2);
    expect((await runs.run([bucket, '--canary', '2'], answer('n'))).exitCode).toBe(1);
    expect(runs.jobs.map(({ status }) => status)).toEqual(['Cancelled']);
  });

  test('that runs when somebody interrupts goes on', async () => {
    const interruption = new AbortController();
    const runs = await startBatchRuns(2, {
      onDescribe: ({ status }) => status === 'Active' && interruption.abort(),
    });
    const { exitCode, error } = await runs.run([bucket, '--canary', '2', '--yes'], {
      signal: interruption.signal,
    });
    expect(exitCode).toBe(130);
    expect(error).toContain('the canary goes on; see');
  });
});

describe('bad surroundings', () => {
  test('a bucket that is not the stack’s is refused before anything is created', async () => {
    const runs = await startBatchRuns(1);
    const { exitCode, error } = await runs.run(['s3://elsewhere', '--yes']);
    expect(exitCode).toBe(64);
    expect(error).toContain("s3://elsewhere is none of the stack's buckets");
  });

  test('a stack that limits its jobs takes only what lies within', async () => {
    const runs = await startBatchRuns(1, { outputs: { ...OUTPUTS, JobPrefixOfStack: 'jobs/' } });
    const { exitCode, error } = await runs.run([bucket, '--yes']);
    expect(exitCode).toBe(64);
    expect(error).toContain('the stack limits its jobs to jobs/ (JobPrefix): name s3://reports/jobs/');
    expect((await runs.run([`${bucket}/jobs/`, '--yes'])).exitCode).toBe(0);
  });

  test('a stack without the outputs, and one that is not there, are named', async () => {
    const { OnBatchTaskArn: _arn, JobReportsBucket: _bucket, ...outputs } = OUTPUTS;
    const runs = await startBatchRuns(1, { outputs });
    const lacking = await runs.run([bucket, '--yes']);
    expect(lacking.exitCode).toBe(3);
    expect(lacking.error).toContain('the stack opt-out has no output OnBatchTaskArn, JobReportsBucket');
    const other = await startBatchRuns(1, { stackName: 'another' });
    const missing = await other.run([bucket, '--yes']);
    expect(missing.exitCode).toBe(3);
    expect(missing.error).toContain(`there is no stack ${STACK} here`);
  });

  test.each([
    ['DescribeStacks', 'cloudformation:DescribeStacks'],
    ['ListJobs', 's3:ListJobs'],
    ['CreateJob', 's3:CreateJob'],
    ['DescribeJob', 's3:DescribeJob'],
    ['UpdateJobStatus', 's3:UpdateJobStatus'],
  ])('%s denied: exit code 3, and what to grant', async (denied, action) => {
    const runs = await startBatchRuns(1, {
      fail: (call) => (call === denied ? [403, 'AccessDenied', 'no'] : undefined),
    });
    const { exitCode, error } = await runs.run([bucket, '--yes']);
    expect(exitCode).toBe(3);
    expect(error).toContain(`access denied: grant ${action}`);
  });

  test('when the second job cannot be created, the first is named', async () => {
    const runs = await startBatchRuns(1, { fail: failing('CreateJob', ALL, 1, 403, 'AccessDenied') });
    const { exitCode, error } = await runs.run([bucket, '--yes']);
    expect(exitCode).toBe(3);
    expect(error).toContain(`backfill cancel s3://reports/ --stack opt-out`);
    expect(error).toContain(runs.jobs[0]?.id);
  });

  test('the manifest cannot be written: denied, and no job', async () => {
    const runs = await startBatchRuns(1, {
      fail: (call) => (call.startsWith('PUT job-reports/') ? [403, 'AccessDenied', 'no'] : undefined),
    });
    const { exitCode, error } = await runs.run([bucket, '--limit', '1', '--yes']);
    expect(exitCode).toBe(3);
    expect(error).toContain('grant s3:PutObject on the bucket of manifests');
    expect(runs.jobs).toEqual([]);
  });

  test('a job for the same bucket that has not ended has to end first', async () => {
    const runs = await startBatchRuns(1);
    await runs.run([bucket, '--yes']);
    const { exitCode, error } = await runs.run([bucket, '--yes']);
    expect(exitCode).toBe(3);
    expect(error).toMatch(/the job \S+ for this bucket is Active: follow it with/);
    expect(runs.jobs).toHaveLength(2);
    // The other bucket is empty.
    const other = await runs.run(['s3://other', '--yes']);
    expect(other.error).toContain('nothing was found in s3://other/');
  });

  test('a job that another operator cancels while it is prepared: nothing runs', async () => {
    const runs = await startBatchRuns(1, {
      onDescribe: (job) => {
        if (job === runs.jobs[0] && job.status === 'Suspended')
          Object.assign(job, { status: 'Cancelled', reason: 'not today' });
      },
    });
    const { exitCode, out, error } = await runs.run([bucket, '--yes']);
    expect(exitCode).toBe(3);
    expect(out).toContain('  not today\n');
    expect(error).toContain('is Cancelled before it ran');
    expect(runs.jobs.map(({ status }) => status)).toEqual(['Cancelled', 'Cancelled']);
  });

  test('interrupted while S3 counts, it says how to go on, and nothing runs', async () => {
    const interruption = new AbortController();
    const runs = await startBatchRuns(1, { onDescribe: () => interruption.abort() });
    const { exitCode, error } = await runs.run([bucket, '--yes'], { signal: interruption.signal });
    expect(exitCode).toBe(130);
    expect(error).toContain(
      'no job runs before it is confirmed: go on with profiler-opt-out backfill confirm',
    );
    const confirmed = await runs.run(['confirm', bucket, '--yes']);
    expect(confirmed.exitCode).toBe(0);
    expect(runs.jobs.map(({ status }) => status)).toEqual(['Ready', 'Ready']);
  });
});
