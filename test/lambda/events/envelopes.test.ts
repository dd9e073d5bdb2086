import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeEvent } from '../../../src/lambda/events/envelopes.ts';

const EVENTS = new URL('../../../events/', import.meta.url);
const BUCKET = 'sagemaker-us-east-1-123456789012';
const FOLDER =
  'pytorch-training-2026-03-02-09-14-07-381/rule-output/ProfilerReport-1772442847/profiler-output/';
const decode = (name: string) =>
  decodeEvent(JSON.parse(readFileSync(new URL(`${name}.json`, EVENTS), 'utf8')));
const summaryOf = (event: ReturnType<typeof decodeEvent>) =>
  (event.kind === 'queue' ? event.messages.flatMap(({ deliveries }) => deliveries) : event.deliveries).map(
    (delivery) =>
      delivery.kind === 'created'
        ? `${delivery.trigger.source} ${delivery.bucket}/${delivery.key}`
        : `${delivery.kind}: ${delivery.why}`,
  );
const NOTEBOOK = `${BUCKET}/${FOLDER}profiler-report.ipynb`;
const HTML = `${BUCKET}/${FOLDER}profiler-report.html`;
const SPECIAL = `${BUCKET}/teams/Müller & Söhne/100% +1/job/rule-output/ProfilerReport-1/profiler-output/profiler-report.ipynb`;

const EXPECTED: Readonly<Record<string, readonly unknown[]>> = {
  's3-put': [`s3 ${NOTEBOOK}`],
  's3-html': [`s3 ${HTML}`],
  's3-versioned': [`s3 ${NOTEBOOK}`],
  's3-several-records': [
    `s3 ${NOTEBOOK}`,
    `s3 ${HTML}`,
    `s3 ${BUCKET}/pytorch-training-2026-03-02-11-20-55-102/rule-output/ProfilerReport-1772450455/profiler-output/profiler-report.ipynb`,
  ],
  's3-special-key': [`s3 ${SPECIAL}`],
  's3-test-event': ['ignored: s3:TestEvent, sent when notifications are set up'],
  's3-delete': ['ignored: ObjectRemoved:Delete is not the creation of an object'],
  's3-other-key': [`s3 ${BUCKET}/pytorch-training-2026-03-02-09-14-07-381/output/model.tar.gz`],
  's3-look-alike-key': [
    `s3 ${BUCKET}/my-profiler-output/profiler-report.ipynb`,
    `s3 ${NOTEBOOK}.bak`,
    `s3 ${BUCKET}/${FOLDER}.ipynb_checkpoints/profiler-report-checkpoint.html`,
  ],
  eventbridge: [`eventbridge ${NOTEBOOK}`],
  'eventbridge-html': [`eventbridge ${HTML}`],
  'eventbridge-special-key': [`eventbridge ${SPECIAL}`],
  'eventbridge-delete': ['ignored: "Object Deleted" from aws.s3 is not the creation of an S3 object'],
  'sns-s3': [`s3 ${NOTEBOOK}`],
  'sqs-s3': [`s3 ${NOTEBOOK}`],
  'sqs-s3-test-event': ['ignored: s3:TestEvent, sent when notifications are set up'],
  'sqs-eventbridge': [`eventbridge ${NOTEBOOK}`, `eventbridge ${HTML}`],
  'sqs-sns-s3': [`s3 ${NOTEBOOK}`],
  'sqs-sns-eventbridge': [`eventbridge ${NOTEBOOK}`],
  'sqs-partly-malformed': [
    expect.stringMatching(/^malformed: the message is not JSON: /),
    `eventbridge ${NOTEBOOK}`,
    expect.stringMatching(/^malformed: not an S3 notification or/),
    'malformed: the key %E0%A4%A/profiler-output/profiler-report.ipynb is not valid URL encoding',
  ],
};

test('every file in events/ has an expected result', () => {
  const names = readdirSync(EVENTS).filter((name) => name.endsWith('.json'));
  expect(names.map((name) => name.replace('.json', '')).sort()).toEqual(Object.keys(EXPECTED).sort());
});

test.each(Object.entries(EXPECTED))('%s is decoded', (name, deliveries) => {
  expect(summaryOf(decode(name))).toEqual(deliveries);
});

test('the trigger says where the event came from and when', () => {
  const direct = decode('s3-put');
  expect(direct.kind === 'direct' && direct.deliveries[0]).toMatchObject({
    trigger: { source: 's3', eventId: 'C3D13FE58DE4C810', eventTime: '2026-03-02T10:01:12.345Z' },
  });
  const bridged = decode('eventbridge');
  expect(bridged.kind === 'direct' && bridged.deliveries[0]).toMatchObject({
    trigger: {
      source: 'eventbridge',
      eventId: '17793124-05d4-b198-2fde-7ededc63b103',
      eventTime: '2026-03-02T10:01:12.000Z',
    },
  });
});

describe('an event without the expected fields is malformed, and never an exception', () => {
  const queue = (record: object) => decodeEvent({ Records: [{ eventSource: 'aws:sqs', ...record }] });
  test.each([
    [{}],
    [null],
    [[]],
    ['text'],
    [{ Records: [] }],
    [{ Records: [{ Sns: {} }] }],
    [{ Records: 3 }],
    [{ Type: 'Notification' }],
    [{ Type: 'Notification', Message: '{' }],
    [{ Records: [{ eventSource: 'aws:s3' }] }],
    [{ Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' } } }] }],
    [{ 'detail-type': 'Object Created', source: 'aws.s3', detail: { bucket: { name: 'b' } } }],
    [{ 'detail-type': 'Object Created', source: 'aws.s3', detail: { object: { key: 'k' } } }],
  ])('%j', (event) => {
    expect(summaryOf(decodeEvent(event))).toEqual([expect.stringMatching(/^malformed: /)]);
  });

  test('one SNS record of two', () => {
    const message = JSON.stringify({ Event: 's3:TestEvent' });
    const event = decodeEvent({ Records: [{ Sns: {} }, { Sns: { Message: message } }] });
    expect(summaryOf(event)).toEqual([
      expect.stringMatching(/^malformed: /),
      expect.stringMatching(/^ignored: s3:Test/),
    ]);
  });

  test('an event of another source is ignored, even when it creates an object', () => {
    const event = {
      'detail-type': 'Object Created',
      detail: { bucket: { name: 'b' }, object: { key: 'k' } },
    };
    expect(summaryOf(decodeEvent({ ...event, source: 'custom' }))).toEqual([
      'ignored: "Object Created" from custom is not the creation of an S3 object',
    ]);
    expect(summaryOf(decodeEvent(event))).toEqual([
      'ignored: "Object Created" from an unknown source is not the creation of an S3 object',
    ]);
  });

  test('an SQS record without a body or an identifier', () => {
    expect(queue({ messageId: 'm' })).toEqual({
      kind: 'queue',
      messages: [{ messageId: 'm', deliveries: [{ kind: 'malformed', why: 'the SQS record has no body' }] }],
    });
    expect(queue({ body: '{}' })).toMatchObject({ messages: [{ messageId: '' }] });
  });

  test('events without time and identifier have a trigger all the same', () => {
    const record = {
      eventSource: 'aws:s3',
      eventName: 's3:ObjectCreated:Put',
      eventTime: 'soon',
      s3: { bucket: { name: 'b' }, object: { key: 'k' } },
    };
    expect(decodeEvent({ Records: [record] })).toEqual({
      kind: 'direct',
      deliveries: [{ kind: 'created', bucket: 'b', key: 'k', trigger: { source: 's3' } }],
    });
    const event = {
      'detail-type': 'Object Created',
      source: 'aws.s3',
      detail: { bucket: { name: 'b' }, object: { key: 'k' } },
    };
    expect(decodeEvent(event)).toMatchObject({ deliveries: [{ trigger: { source: 'eventbridge' } }] });
  });

  test('any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (event) => {
        expect(decodeEvent(event).kind).toMatch(/queue|direct/);
      }),
    );
  });

  test('any key comes through S3 encoding and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
        const written = encodeURIComponent(key).replaceAll('%20', '+');
        const record = {
          eventSource: 'aws:s3',
          eventName: 'ObjectCreated:Put',
          s3: { bucket: { name: 'b' }, object: { key: written } },
        };
        expect(decodeEvent({ Records: [record] })).toMatchObject({ deliveries: [{ key }] });
      }),
    );
  });
});
