/** How the template watches training jobs: only when it is asked to, and with no more of an event than is needed. */
import { describe, expect, test } from 'vitest';
import { decodeJobEvent } from '../../src/lambda/training-jobs/job-event.ts';
import { readEvent } from '../support/event-expectations.ts';
import { SECRET } from '../support/servers/sagemaker-server.ts';
import { transform } from '../support/template/input-transformer.ts';
import { listOf, type PolicyProperties, type Statement } from '../support/template/policies.ts';
import { propertiesOf, resolveTemplate } from '../support/template/template.ts';

const WATCHING = { WatchTrainingJobs: 'true' };
const { resources } = resolveTemplate(WATCHING);
const properties = (name: string): Record<string, unknown> => resources[name]?.Properties ?? {};

interface RuleProperties {
  readonly Targets: readonly [
    {
      readonly InputTransformer: Parameters<typeof transform>[0];
      readonly Arn: string;
      readonly DeadLetterConfig: object;
    },
  ];
}
const [target] = propertiesOf<RuleProperties>('TrainingJobRule', WATCHING).Targets;

test('nothing of it is there unless it is asked for', () => {
  const names = ({ resources: all, outputs }: ReturnType<typeof resolveTemplate>) => [
    ...Object.keys(all),
    ...Object.keys(outputs),
  ];
  const isOfJobs = (name: string) =>
    /Job(?!Reports)/.test(name) &&
    !/OnJobs|JobsOfStack|JobsNotCancelled/.test(name) &&
    !name.endsWith('AthenaQuery');
  expect(names(resolveTemplate()).filter(isOfJobs)).toEqual(['TrainingJobQuery']);
  expect(names(resolveTemplate(WATCHING)).filter(isOfJobs).length).toBeGreaterThan(12);
});

describe('the event', () => {
  test('goes through the queue of its own, and into a dead-letter queue when it cannot', () => {
    expect(target).toMatchObject({
      Arn: 'arn:TrainingJobQueue',
      DeadLetterConfig: { Arn: 'arn:UndeliveredJobEvents' },
    });
    const off = resolveTemplate({ ...WATCHING, DrainQueue: 'false' }).resources['OnTrainingJob'];
    expect(off?.Properties['Events']).toMatchObject({ Queue: { Properties: { Enabled: false } } });
  });

  test('leaves its hyperparameters behind, and is read as the whole event is', () => {
    const event = readEvent('on-training-job/eventbridge');
    expect(JSON.stringify(event)).toContain(SECRET);
    const text = transform(target.InputTransformer, event);
    expect(text).not.toMatch(/made-up|HyperParameters|RoleArn/);
    const { messages } = decodeJobEvent({
      Records: [{ eventSource: 'aws:sqs', messageId: 'm', body: text }],
    }) as {
      readonly messages: readonly { readonly deliveries: readonly object[] }[];
    };
    const whole = decodeJobEvent(event) as { readonly deliveries: readonly object[] };
    const [{ createdAt: _, ...delivery }] = whole.deliveries as readonly [{ createdAt: Date }];
    expect(messages[0]?.deliveries).toEqual([delivery]);
    // The example of a queued event is just that.
    const {
      Records: [{ body }],
    } = readEvent('on-training-job/sqs') as { Records: readonly [{ body: string }] };
    expect(JSON.parse(body)).toEqual(JSON.parse(text));
  });
});

test('queues are encrypted and for TLS only, and what holds evidence outlives the stack', () => {
  const { PolicyDocument } = propertiesOf<PolicyProperties>('TrainingJobQueuePolicy', WATCHING);
  const [send, tls] = PolicyDocument.Statement;
  expect(send).toMatchObject({
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: ['arn:TrainingJobQueue', 'arn:UndeliveredJobEvents'],
    Condition: { ArnEquals: { 'aws:SourceArn': 'arn:TrainingJobRule' } },
  });
  expect(tls).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
  for (const name of ['TrainingJobQueue', 'TrainingJobDeadLetters', 'UndeliveredJobEvents']) {
    expect(listOf(tls?.Resource ?? [])).toContain(`arn:${name}`);
    expect(properties(name)['SqsManagedSseEnabled']).toBe(true);
  }
  for (const name of ['TrainingJobDeadLetters', 'UndeliveredJobEvents', 'OnTrainingJobLog'])
    expect([name, resources[name]?.DeletionPolicy]).toEqual([name, 'Retain']);
});

describe('the role may', () => {
  const grantsOf = (values: Record<string, string>) => {
    const { Policies } = propertiesOf<{
      readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
    }>('OnTrainingJobRole', { ...WATCHING, ...values });
    return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).flatMap(
      ({ Action, Resource }) =>
        listOf(Action).flatMap((action) => listOf(Resource).map((resource) => `${action} on ${resource}`)),
    );
  };
  const always = [
    'logs:CreateLogStream on arn:OnTrainingJobLog',
    'logs:PutLogEvents on arn:OnTrainingJobLog',
    ...['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map(
      (action) => `sqs:${action} on arn:TrainingJobQueue`,
    ),
    'sagemaker:DescribeTrainingJob on arn:aws:sagemaker:eu-west-1:123456789012:training-job/*',
  ];

  test('describe training jobs and add records, and nothing else', () => {
    expect(grantsOf({})).toEqual([...always, 's3:PutObject on arn:aws:s3:::ref:LedgerStore/day=*']);
    expect(grantsOf({ Ledger: 'none' })).toEqual(always);
    expect(propertiesOf('OnTrainingJobRole', WATCHING)).not.toHaveProperty('ManagedPolicyArns');
  });

  test('use the key of an existing ledger, and no key otherwise', () => {
    const key = 'arn:aws:kms:eu-west-1:123456789012:key/a';
    const existing = { Ledger: 'existing', LedgerBucket: 'l', LedgerPrefix: 'p/', KmsKeyArns: key };
    expect(grantsOf(existing)).toEqual([
      ...always,
      's3:PutObject on arn:aws:s3:::l/p/day=*',
      `kms:GenerateDataKey on ${key}`,
    ]);
    expect(grantsOf({ KmsKeyArns: key }).join()).not.toContain('kms:');
  });

  test('be taken on by Lambda', () => {
    expect(propertiesOf<{ AssumeRolePolicyDocument: object }>('OnTrainingJobRole', WATCHING)).toMatchObject({
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] },
    });
  });
});

test('a topic that is named is told of jobs that do not opt out, beside that of all alarms', () => {
  const topic = 'arn:aws:sns:eu-west-1:123456789012:ml-team';
  const alarms = { ...WATCHING, TrainingJobTopicArn: topic };
  expect(propertiesOf<{ AlarmActions: object }>('JobsNotOptedOut', alarms).AlarmActions).toEqual([
    'ref:Alarms',
    topic,
  ]);
  expect(propertiesOf<{ AlarmActions: object }>('JobDeadLetters', alarms).AlarmActions).toEqual([
    'ref:Alarms',
  ]);
});
