/** The reconciliation: who begins it, what ends it, and where it is not there. */
import { describe, expect, test } from 'vitest';
import { batchStackOf } from '../../src/batch/stack.ts';
import { stackOfEnvironment } from '../../src/lambda/jobs/wire-jobs-handler.ts';
import { parseJobPrefix } from '../../src/lambda/settings.ts';
import { type ParameterValues, propertiesOf, resolveTemplate } from '../support/template/template.ts';

interface Schedule {
  readonly State: string;
  readonly GroupName: string;
  readonly ScheduleExpression: string;
  readonly Target: Readonly<Record<'Arn' | 'RoleArn' | 'Input', string>>;
}

const GUID = '0a1b2c3d-1111-2222-3333-444455556666';
const STACK_ID = `arn:aws:cloudformation:eu-west-1:123456789012:stack/stack/${GUID}`;
const scheduleOf = (values: ParameterValues) => propertiesOf<Schedule>('ReconcileOnSchedule', values);

test.each([
  [{}, ['sagemaker-eu-west-1-123456789012']],
  [{ ReportBuckets: 'one,two.dots', JobPrefix: 'team/a' }, ['one', 'two.dots']],
  [{ ReportBuckets: 'a,b,c,d,e,f', Mode: 'dry-run' }, ['a', 'b', 'c', 'd', 'e', 'f']],
])(
  'with %j the function makes its jobs for the stack that backfill reads from the outputs',
  (values, buckets) => {
    const { Environment } = propertiesOf<{ Environment: { Variables: Record<string, string> } }>(
      'OnJobs',
      values,
    );
    const { outputs } = resolveTemplate(values);
    const named = Object.entries(outputs).map(([name, { Value }]) => [name, String(Value)] as const);
    const { ledger: _ledger, ...stack } = batchStackOf({ arn: STACK_ID, outputs: new Map(named) });
    expect(stack.buckets).toEqual(buckets);
    expect(stackOfEnvironment(Environment.Variables)).toEqual({ ...stack, ledger: undefined });
  },
);

test('by default it begins once a week, with the time for which it was scheduled', () => {
  const { GroupName, ScheduleExpression, State, Target } = scheduleOf({});
  expect({ GroupName, ScheduleExpression, State }).toEqual({
    GroupName: 'ref:Reconciliation',
    ScheduleExpression: 'cron(0 3 ? * SUN *)',
    State: 'ENABLED',
  });
  expect(Target).toMatchObject({ Arn: 'arn:OnJobs', RoleArn: 'arn:ReconciliationRole' });
  expect(JSON.parse(Target.Input)).toEqual({ scheduledTime: '<aws.scheduler.scheduled-time>' });
  const changed = scheduleOf({ ReconciliationSchedule: 'rate(1 day)' });
  expect(changed.ScheduleExpression).toBe('rate(1 day)');
});

test('what fails is kept, by the schedule, the rule and the function', () => {
  const { resources } = resolveTemplate();
  const queue = 'arn:UndeliveredReconciliations';
  for (const name of ['ReconcileOnSchedule', 'CompletionReportRule', 'OnJobsFailures'])
    expect(JSON.stringify(resources[name]?.Properties)).toContain(queue);
  expect(resources['NotReconciled']?.Properties).toMatchObject({
    Dimensions: [{ Name: 'QueueName', Value: 'att:UndeliveredReconciliations.QueueName' }],
  });
});

describe('nothing of it is there, and the function is, which cancels jobs', () => {
  test.each([[{ ReconciliationSchedule: 'off' }], [{ Mode: 'dry-run' }], [{ Ledger: 'none' }]])(
    'with %j',
    (values) => {
      const { resources, outputs } = resolveTemplate(values);
      const names = [...Object.keys(resources), ...Object.keys(outputs)];
      const ofIt = /Reconcil|MissedReports|NotExamined|CompletionReport|OnJobsFailures/;
      expect(names.filter((name) => ofIt.test(name))).toEqual([]);
      for (const name of ['OnJobs', 'JobsOfStack', 'JobsNotCancelled']) expect(names).toContain(name);
    },
  );
});

test('the kill switch stops the schedule, keeps jobs from invoking the function, and has them cancelled', () => {
  const drained = { DrainQueue: 'false' };
  expect(scheduleOf(drained).State).toBe('DISABLED');
  const limitOf = (values: ParameterValues) =>
    resolveTemplate(values).resources['OnBatchTask']?.Properties['ReservedConcurrentExecutions'];
  expect(limitOf({})).toBeUndefined();
  expect(limitOf(drained)).toBe(0);
  // CloudFormation asks the function when a property changes.
  for (const values of [{ DrainQueue: 'true' }, drained])
    expect(propertiesOf('JobsOfStack', values)).toMatchObject({ ServiceToken: 'arn:OnJobs', ...values });
});

test('what JobPrefix allows, the function takes; it refuses everything else', () => {
  expect(parseJobPrefix({})).toBe('');
  expect(parseJobPrefix({ JOB_PREFIX: "a/B-9_!.*'()" })).toBe("a/B-9_!.*'()");
  expect(() => parseJobPrefix({ JOB_PREFIX: 'a"b' })).toThrow('JOB_PREFIX is "a\\"b"');
});
