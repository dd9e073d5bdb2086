/** How the template brings events to the function, and that none is lost on the way. */
import { describe, expect, test } from 'vitest';
import { listOf, type PolicyProperties } from '../support/template/policies.ts';
import { propertiesOf, resolveTemplate } from '../support/template/template.ts';

describe('events reach the function, and none is lost', () => {
  const { resources } = resolveTemplate({ ReportBuckets: 'one,two' });
  const properties = (name: string): Record<string, unknown> => resources[name]?.Properties ?? {};

  test('the rule takes the report objects of the buckets', () => {
    expect(properties('ReportCreatedRule')['EventPattern']).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: ['one', 'two'] },
        object: {
          key: [
            { suffix: '/profiler-output/profiler-report.ipynb' },
            { suffix: '/profiler-output/profiler-report.html' },
            'profiler-output/profiler-report.ipynb',
            'profiler-output/profiler-report.html',
          ],
        },
      },
    });
    expect(properties('ReportCreatedRule')['Targets']).toMatchObject([
      { Arn: 'arn:ReportQueue', DeadLetterConfig: { Arn: 'arn:UndeliveredEvents' } },
    ]);
  });

  test.each([
    ['ReportQueue', 'ReportDeadLetters', 'OnReportCreated', '5'],
    ['TrainingJobQueue', 'TrainingJobDeadLetters', 'OnTrainingJob', 2],
  ])(
    '%s waits six times as long as the function may take, and keeps the failed ones',
    (name, deadLetters, functionName, MaximumConcurrency) => {
      const given = { WatchTrainingJobs: 'true' };
      const queue = propertiesOf<Record<string, unknown>>(name, given);
      const { Timeout, Events } = propertiesOf<{
        Timeout: number;
        Events: { Queue: { Properties: Record<string, unknown> } };
      }>(functionName, given);
      const source = Events.Queue.Properties;
      expect(Number(queue['VisibilityTimeout'])).toBeGreaterThanOrEqual(
        6 * Timeout + Number(source['MaximumBatchingWindowInSeconds']),
      );
      expect(queue['RedrivePolicy']).toEqual({
        deadLetterTargetArn: `arn:${deadLetters}`,
        maxReceiveCount: 5,
      });
      expect(Number(queue['MessageRetentionPeriod'])).toBeLessThan(
        Number(propertiesOf<Record<string, unknown>>(deadLetters, given)['MessageRetentionPeriod']),
      );
      expect(source).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        Enabled: true,
        ScalingConfig: { MaximumConcurrency },
      });
    },
  );

  test('the kill switch stops the queue from being drained, and removes nothing', () => {
    const off = resolveTemplate({ DrainQueue: 'false' }).resources;
    expect(off['OnReportCreated']?.Properties['Events']).toMatchObject({
      Queue: { Properties: { Enabled: false } },
    });
    expect(Object.keys(off)).toEqual(Object.keys(resolveTemplate().resources));
  });

  test('every queue, topic and bucket is for TLS only, queues and buckets are encrypted', () => {
    const policies = Object.values(resources).filter(({ Type }) =>
      /QueuePolicy|TopicPolicy|BucketPolicy/.test(Type),
    );
    const covered = policies.flatMap(({ Properties }) => {
      const { PolicyDocument } = Properties as unknown as PolicyProperties;
      const tls = PolicyDocument.Statement.filter(
        ({ Effect, Condition }) =>
          Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
      );
      return tls.flatMap(({ Resource }) => listOf(Resource));
    });
    for (const [name, { Type, Properties }] of Object.entries(resources)) {
      if (Type === 'AWS::SQS::Queue') {
        expect(covered).toContain(`arn:${name}`);
        expect(Properties['SqsManagedSseEnabled']).toBe(true);
      }
      if (Type === 'AWS::SNS::Topic') expect(covered).toContain(`ref:${name}`);
      if (Type === 'AWS::S3::Bucket') {
        expect(covered).toEqual(expect.arrayContaining([`arn:${name}`, `arn:${name}/*`]));
        expect(Properties).toMatchObject({
          BucketEncryption: expect.anything(),
          PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
        });
      }
    }
  });

  test('what holds evidence outlives the stack', () => {
    for (const name of [
      'OnReportCreatedLog',
      'OnBatchTaskLog',
      'ReportDeadLetters',
      'UndeliveredEvents',
      'JobReports',
    ])
      expect([name, resources[name]?.DeletionPolicy]).toEqual([name, 'Retain']);
  });
});
