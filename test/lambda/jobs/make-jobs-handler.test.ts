/** The events of `on-jobs`: each of events/on-jobs, and what is none of them. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { wireJobsHandler } from '../../../src/lambda/jobs/wire-jobs-handler.ts';
import { JOB_REPORTS } from '../../support/batch/batch-runs.ts';
import { deployment, ENVIRONMENT, startJobRuns } from '../../support/batch/job-runs.ts';

const eventOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../events/on-jobs/${name}.json`, import.meta.url), 'utf8'));

test('the schedule creates the jobs, their reports are counted, and draining cancels', async () => {
  const runs = await startJobRuns(1);
  await runs.invoke(eventOf('schedule'));
  await runs.finishJobs();
  const landed = JSON.stringify(eventOf('completion-report'));
  for (const { id } of runs.jobs)
    await runs.invoke(JSON.parse(landed.replaceAll('d6e58ec4-897a-4b6d-975f-10d7f0fb63ce', id)));
  expect(landed).toContain(JOB_REPORTS);
  expect(runs.coverage()).toHaveLength(2);
  const { request, answers } = await deployment();
  await runs.invoke({ ...eventOf('drain'), ResponseURL: request.ResponseURL });
  expect(answers).toMatchObject([
    { Status: 'SUCCESS', LogicalResourceId: 'JobsOfStack', Data: { Jobs: '0 cancelled' } },
  ]);
});

test.each([[{}], [null], ['text'], [{ detail: { bucket: { name: 'b' } } }]])(
  '%j is refused',
  async (event) => {
    const runs = await startJobRuns(0);
    await expect(runs.invoke(event)).rejects.toThrow('the event is no schedule, no completion report');
  },
);

test('a time that is none is refused, safely shown', async () => {
  const runs = await startJobRuns(0);
  await expect(runs.invoke({ scheduledTime: 'soon\u202e' })).rejects.toThrow(
    '"soon\\u{202e}", which is no time',
  );
  expect(runs.calls).toEqual([]);
});

test('a request that does not say whom to answer is refused', async () => {
  const runs = await startJobRuns(0);
  await expect(runs.invoke({ RequestType: 'Update' })).rejects.toThrow('not a request of CloudFormation');
});

test('a variable that is not set stops the start', () => {
  const { ON_BATCH_TASK_ARN: _arn, ...environment } = ENVIRONMENT;
  expect(() => wireJobsHandler(environment, () => {})).toThrow('ON_BATCH_TASK_ARN must be set');
  expect(() => wireJobsHandler({ ...environment, STACK_ID: '' }, () => {})).toThrow(
    'STACK_ID, ON_BATCH_TASK_ARN must be set: ',
  );
  expect(() => wireJobsHandler({ ...ENVIRONMENT, STACK_ID: 'x' }, () => {})).toThrow('has no ARN of a stack');
});
