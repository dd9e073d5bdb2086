/** The bundle of OnJobs, with S3 Control, S3 and CloudFormation on loopback: every event of events/on-jobs. */
import { expect, test } from 'vitest';
import { putReport, startBatchRuns } from '../../support/batch/batch-runs.ts';
import { deployment, ENVIRONMENT } from '../../support/batch/job-runs.ts';
import { readEvent } from '../../support/event-expectations.ts';
import { start } from './built-functions.ts';

test('OnJobs creates the jobs of the reconciliation, counts their reports, and cancels when it is drained', async () => {
  const runs = await startBatchRuns(1);
  putReport(runs.buckets, 'missed/profiler-output/');
  const lambda = await start('OnJobs', {
    ...ENVIRONMENT,
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_S3: runs.url,
    AWS_ENDPOINT_URL_S3_CONTROL: runs.url,
  });
  expect(lambda.initError).toBeUndefined();
  const answered = { kind: 'response', payload: null };
  expect(await lambda.invoke(readEvent('on-jobs/schedule'))).toMatchObject(answered);
  expect(runs.jobs).toHaveLength(2);
  while ((await runs.run(['status'])).exitCode === 1);
  const landed = JSON.stringify(readEvent('on-jobs/completion-report'));
  const [first] = runs.jobs;
  const event = JSON.parse(landed.replaceAll('d6e58ec4-897a-4b6d-975f-10d7f0fb63ce', first?.id ?? ''));
  const { kind, lines } = await lambda.invoke(event);
  expect(kind).toBe('response');
  const metrics = lines.map((line) => JSON.parse(line)).find((line) => '_aws' in line);
  expect(metrics).toMatchObject({ ReconciledObjects: 2, ReconciledMissing: 2, NotReconciled: 0 });
  expect(runs.buckets.get('job-reports')?.has(`reconciliation/job-${first?.id}/coverage.json`)).toBe(true);
  const { request, answers } = await deployment();
  const drain = { ...(readEvent('on-jobs/drain') as object), ResponseURL: request.ResponseURL };
  expect(await lambda.invoke(drain)).toMatchObject(answered);
  expect(answers).toMatchObject([{ Status: 'SUCCESS', Data: { Jobs: '0 cancelled' } }]);
});
