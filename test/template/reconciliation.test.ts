/** The schedules create the very jobs that `backfill` creates, and only where they should. */
import { describe, expect, test } from 'vitest';
import { generatedJob, JOB_KINDS, PURPOSE } from '../../src/batch/job-request.ts';
import { batchStackOf } from '../../src/batch/stack.ts';
import { parseJobPrefix } from '../../src/lambda/settings.ts';
import { type ParameterValues, resolveTemplate } from '../support/template/template.ts';

interface Schedule {
  readonly State: string;
  readonly GroupName: string;
  readonly ScheduleExpression: string;
  readonly Target: Readonly<Record<'Arn' | 'RoleArn' | 'Input', string>>;
}

const WEEKLY = { ReconciliationSchedule: 'cron(0 3 ? * SUN *)' };
const GUID = '0a1b2c3d-1111-2222-3333-444455556666';

function schedulesOf(values: ParameterValues): Schedule[] {
  return Object.values(resolveTemplate({ ...WEEKLY, ...values }).resources)
    .filter(({ Type }) => Type === 'AWS::Scheduler::Schedule')
    .map(({ Properties }) => Properties as unknown as Schedule);
}

/** The requests of `backfill` for the same stack, in the order of the template. */
function requestsOf(values: ParameterValues, buckets: readonly string[]): object[] {
  const { outputs } = resolveTemplate(values);
  const named = Object.entries(outputs).map(([name, { Value }]) => [name, String(Value)] as const);
  const arn = `arn:aws:cloudformation:eu-west-1:123456789012:stack/stack/${GUID}`;
  const stack = batchStackOf({ arn, outputs: new Map(named) });
  expect(stack.buckets).toEqual(buckets);
  return buckets.slice(0, 5).flatMap((bucket, index) =>
    JOB_KINDS.map((kind) =>
      generatedJob(stack, { bucket, prefix: stack.jobPrefix }, kind, {
        token: `<aws.scheduler.scheduled-time>-${GUID}-${kind[0]}${index + 1}`,
        isConfirmationRequired: false,
        purpose: PURPOSE.reconciliation,
      }),
    ),
  );
}

test.each([
  [{}, ['sagemaker-eu-west-1-123456789012']],
  [{ ReportBuckets: 'one' }, ['one']],
  [{ ReportBuckets: 'one,two.dots', JobPrefix: 'team/a' }, ['one', 'two.dots']],
  [{ ReportBuckets: 'a,b,c,d,e,f' }, ['a', 'b', 'c', 'd', 'e', 'f']],
])('with %j the inputs of the schedules are the requests of backfill', (values, buckets) => {
  const schedules = schedulesOf(values);
  const inputs = schedules.map(({ Target }) => JSON.parse(Target.Input));
  expect(inputs).toEqual(requestsOf(values, buckets));
  for (const { GroupName, ScheduleExpression, Target } of schedules) {
    expect(GroupName).toBe('ref:Reconciliation');
    expect(ScheduleExpression).toBe('cron(0 3 ? * SUN *)');
    expect(Target.Arn).toBe('arn:aws:scheduler:::aws-sdk:s3control:createJob');
    expect(Target.RoleArn).toBe('arn:ReconciliationRole');
  }
});

test('tokens are as long as S3 takes, and differ by bucket, suffix and stack', () => {
  const tokens = schedulesOf({ ReportBuckets: 'a,b,c,d,e' }).map(({ Target }) =>
    String(JSON.parse(Target.Input).ClientRequestToken).replace(/<[^>]*>/, '2022-03-22T18:59:43Z'),
  );
  expect(new Set(tokens).size).toBe(10);
  expect(Math.max(...tokens.map(({ length }) => length))).toBeLessThanOrEqual(64);
});

describe('nothing of it is there', () => {
  test.each([[{}], [{ ...WEEKLY, Mode: 'dry-run' }], [{ ...WEEKLY, Ledger: 'none' }]])(
    'with %j',
    (values) => {
      const { resources, outputs } = resolveTemplate(values);
      const names = [...Object.keys(resources), ...Object.keys(outputs)];
      expect(names.filter((name) => /Reconcil|MissedReports/.test(name))).toEqual([]);
    },
  );
});

test('the kill switch stops the schedules, and keeps jobs from invoking the function', () => {
  expect(schedulesOf({}).map(({ State }) => State)).toEqual(['ENABLED', 'ENABLED']);
  expect(schedulesOf({ DrainQueue: 'false' }).map(({ State }) => State)).toEqual(['DISABLED', 'DISABLED']);
  const limitOf = (values: ParameterValues) =>
    resolveTemplate(values).resources['OnBatchTask']?.Properties['ReservedConcurrentExecutions'];
  expect(limitOf({})).toBeUndefined();
  expect(limitOf({ DrainQueue: 'false' })).toBe(0);
});

test('what JobPrefix allows, the function takes; it refuses everything else', () => {
  expect(parseJobPrefix({})).toBe('');
  expect(parseJobPrefix({ JOB_PREFIX: "a/B-9_!.*'()" })).toBe("a/B-9_!.*'()");
  expect(() => parseJobPrefix({ JOB_PREFIX: 'a"b' })).toThrow('JOB_PREFIX is "a\\"b"');
});
