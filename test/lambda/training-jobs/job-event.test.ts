/** Events about training jobs, in whatever they come in. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeJobEvent } from '../../../src/lambda/training-jobs/job-event.ts';
import { readEvent } from '../../support/event-expectations.ts';

const event = readEvent('on-training-job/eventbridge') as { detail: object };
const started = {
  kind: 'started',
  arn: 'arn:aws:sagemaker:us-east-1:123456789012:training-job/pytorch-training-2026-03-02-09-14-07-381',
  name: 'pytorch-training-2026-03-02-09-14-07-381',
  region: 'us-east-1',
  createdAt: new Date('2026-03-02T09:14:07.381Z'),
  trigger: {
    source: 'eventbridge',
    eventId: '5f0c7c1e-6d3b-4b0f-9a57-2f6d1c1b7a90',
    eventTime: '2026-03-02T09:14:09.000Z',
  },
};
const withDetail = (more: object) => ({ ...event, detail: { ...event.detail, ...more } });
const direct = (...deliveries: readonly object[]) => ({ kind: 'direct', deliveries });

test.each<[string, unknown]>([
  ['bare', event],
  [
    'with the time of creation as a text, as in the example of AWS',
    withDetail({ CreationTime: '1772442847381' }),
  ],
  ['in SNS', { Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(event) } }] }],
])('%s', (_what, given) => {
  expect(decodeJobEvent(given)).toEqual(direct(started));
});

test('in SQS, and in SNS in SQS, by message', () => {
  const sns = JSON.stringify({ Type: 'Notification', Message: JSON.stringify(event) });
  const Records = [JSON.stringify(event), sns].map((body, index) => ({
    eventSource: 'aws:sqs',
    messageId: `m${index}`,
    body,
  }));
  expect(decodeJobEvent({ Records })).toEqual({
    kind: 'queue',
    messages: [0, 1].map((index) => ({ messageId: `m${index}`, deliveries: [started] })),
  });
});

test.each<[string, object, object]>([
  ['a job that ended', withDetail({ TrainingJobStatus: 'Stopped' }), { kind: 'ignored' }],
  ['another source', { ...event, source: 'own.app' }, { kind: 'ignored' }],
  ['another type', { ...event, 'detail-type': 'SageMaker Model State Change' }, { kind: 'ignored' }],
  ['no status', withDetail({ TrainingJobStatus: 1 }), { kind: 'malformed' }],
  ['no ARN', withDetail({ TrainingJobArn: undefined }), { kind: 'malformed' }],
  [
    'an ARN of something else',
    withDetail({ TrainingJobArn: started.arn.replace('training', 'processing') }),
    { kind: 'malformed' },
  ],
  ['a name that is not in the ARN', withDetail({ TrainingJobName: 'other' }), { kind: 'malformed' }],
  ['no name', withDetail({ TrainingJobName: undefined }), started],
  [
    'a name in upper case',
    withDetail({ TrainingJobName: started.name.toUpperCase() }),
    { kind: 'started', name: started.name.toUpperCase() },
  ],
  ['no object', { ...event, detail: [] }, { kind: 'malformed' }],
])('%s', (_what, given, expected) => {
  expect(decodeJobEvent(given)).toMatchObject(direct(expected));
});

test.each([['soon'], [''], [1e18], [null], ['99999999999999999999']])(
  'a time of creation %j is none',
  (CreationTime) => {
    expect(decodeJobEvent(withDetail({ CreationTime }))).toMatchObject(direct({ kind: 'started' }));
    expect(JSON.stringify(decodeJobEvent(withDetail({ CreationTime })))).not.toContain('createdAt');
  },
);

test('any event has an answer, which never quotes it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, text) => {
      expect(['queue', 'direct']).toContain(decodeJobEvent(value).kind);
      const body = `made-up-secret ${text}`;
      const answer = decodeJobEvent({ Records: [{ eventSource: 'aws:sqs', messageId: 'm', body }] });
      expect(JSON.stringify(answer)).not.toContain('made-up-secret');
    }),
  );
});
