/** The evidence of a record as texts, as an opened row shows it. */
import { describe, expect, test } from 'vitest';
import { describeEvidence, describeJob } from '../../../../src/audit/page/browser/evidence-fields.ts';
import { disagreeingGenerations } from '../../../../src/audit/record/generation-times.ts';
import { renderRecord } from '../../../../src/audit/record/render-record.ts';
import type { AuditRecord } from '../../../../src/audit/record/schema.ts';
import { software } from '../../../../src/report/software.ts';
import { judgeJob } from '../../../../src/training-job/job.ts';
import { jobArnOf, jobRecordOf, reportRule } from '../../../support/job-records.ts';
import { keyOf, recordOf, stateOf } from '../../../support/records.ts';

const PAGE = keyOf('job-1', 'profiler-report.html');
const evidenceOf = (record: AuditRecord) => Object.fromEntries(describeEvidence(record));
/** The evidence from one field up to another. */
function between(record: AuditRecord, first: string, last: string) {
  const fields = describeEvidence(record);
  const indexOf = (wanted: string) => fields.findIndex(([name]) => name === wanted);
  return fields.slice(indexOf(first), indexOf(last) + 1);
}
const base64 = (text: string) => Buffer.from(text).toString('base64');

test('an embedded beacon is named with its code cell', () => {
  const beacon = { url: 'https://beacon.example/', processingJobArn: 'arn', region: 'r' };
  const embedded = [{ cell: 3, usageReporting: 'reports', beacon }] as const;
  const [usage, outputs] = ['Usage reporting', 'Saved outputs'];
  expect(evidenceOf(recordOf({ embedded }))[outputs]).toBe('Embedded beacon in the output of code cell 3');
  expect(evidenceOf(recordOf())).not.toHaveProperty(outputs);
  expect(evidenceOf(recordOf({ embedded }))).not.toHaveProperty(usage);
});

describe('the object', () => {
  test('has its versions with size, hash and ETag, before and after', () => {
    const record = recordOf({
      outcome: 'opted-out',
      before: stateOf('before', 'v1'),
      after: stateOf('after', 'v2'),
      isLatest: true,
    });
    expect(between(record, 'Bucket', 'Version written')).toEqual([
      ['Bucket', 'b'],
      ['Key', keyOf('job-1')],
      ['Version examined', 'v1 (the current version then)'],
      ['Before', `1 bytes, SHA-256 ${stateOf('before').sha256}, ETag before`],
      ['After', `1 bytes, SHA-256 ${stateOf('after').sha256}, ETag after`],
      ['Version written', 'v2'],
    ]);
  });

  test('that was refused has the reason first', () => {
    expect(describeEvidence(recordOf({ outcome: 'refused' })).slice(0, 2)).toEqual([
      ['Reason', 'encoded-content'],
      ['Detail', 'store it unencoded'],
    ]);
  });

  test.each([
    [false, 'v1 (not the current version)'],
    [undefined, 'v1'],
  ])('whose version is the latest: %s', (isLatest, expected) => {
    const record = recordOf({
      before: stateOf('before', 'v1'),
      ...(isLatest === undefined ? {} : { isLatest }),
    });
    expect(evidenceOf(record)['Version examined']).toBe(expected);
  });

  test('that was not read as a whole says so', () => {
    const record = recordOf({
      outcome: 'reports-usage',
      key: PAGE,
      before: { etag: 'e', sizeBytes: 2_000 },
    });
    expect(evidenceOf(record)['Before']).toBe(
      '2000 bytes, SHA-256 unknown because not all bytes were read, ETag e',
    );
  });
});

describe('the findings', () => {
  test('of an HTML report say what it reports, and what is known of its jobs', () => {
    const arn = 'arn:aws:sagemaker:us-east-1:111122223333:processing-job/p';
    const record = {
      ...recordOf({
        outcome: 'reports-usage',
        key: PAGE,
        processingJobArn: arn,
        html: {
          usageReporting: 'reports',
          generatedBeforeOptOut: true,
          optedOutAt: new Date('2026-01-02T00:00:00Z'),
          beacon: { url: 'https://beacon.invalid', processingJobArn: arn, region: 'us-east-1' },
        },
        optionOne: {
          state: 'in-force',
          value: 'True',
          trainingJobName: 'job-1',
          contradiction: 'in-force-but-reports',
        },
      }),
      trigger: {
        source: 'eventbridge',
        eventId: 'e-1',
        requestId: 'r-1',
        eventTime: '2026-01-03T00:00:00.000Z',
      },
    } as const;
    expect(between(record, 'Usage reporting', 'Record ID')).toEqual([
      ['Usage reporting', 'reports; generated before opting out: yes'],
      ['Generated', '2026-01-01 00:00:00 UTC, according to object'],
      ['Notebook opted out', '2026-01-02 00:00:00 UTC'],
      ['Beacon', 'https://beacon.invalid'],
      ['Processing job', arn],
      ['Training job', 'job-1'],
      ['Option 1', 'in-force, opt_out_telemetry "True", job-1, in-force-but-reports'],
      ['Triggered by', 'eventbridge, event e-1, request r-1, at 2026-01-03 00:00:00 UTC'],
      ['Software', `${record.software.name} ${record.software.version}`],
      ['Record ID', record.id],
    ]);
  });

  test('say which other sources disagree about when the report was generated', () => {
    const key = keyOf('job-2026-01-05-01-02-03-004');
    const lastModified = new Date('2026-02-01T00:00:00Z');
    const papermillTime = new Date('2026-01-20T00:00:00Z');
    expect(evidenceOf(recordOf({ key, lastModified, papermillTime }))['Generated']).toBe(
      '2026-01-20 00:00:00 UTC, according to papermill; according to job-name 2026-01-05 01:02:03 UTC; according to object 2026-02-01 00:00:00 UTC',
    );
    const missing = renderRecord(
      { outcome: 'missing', kind: 'notebook', bucket: 'b', key, at: new Date(0) },
      { trigger: { source: 'cli' }, software },
    );
    expect(evidenceOf(missing)).not.toHaveProperty('Generated');
    expect(disagreeingGenerations(missing)).toEqual([]);
  });

  test('of a notebook leave out what there is not', () => {
    const record = recordOf({ optionOne: { state: 'unknown', reason: 'access-denied' } });
    expect(evidenceOf(record)).toMatchObject({ 'Option 1': 'unknown, access-denied', 'Triggered by': 'cli' });
    expect(Object.keys(evidenceOf(record))).toEqual([
      'Bucket',
      'Key',
      'Before',
      'Generated',
      'Training job',
      'Option 1',
      'Triggered by',
      'Software',
      'Record ID',
    ]);
    expect(evidenceOf(recordOf())).not.toHaveProperty('Option 1');
  });

  test.each([
    [false, 'silent; generated before opting out: no'],
    [true, 'silent; generated before opting out: yes'],
    [null, 'unknown; generated before opting out: unknown'],
  ])('of generation before opting out: %s', (generatedBeforeOptOut, expected) => {
    const isKnown = generatedBeforeOptOut !== null;
    const html = { usageReporting: isKnown ? 'silent' : 'unknown', generatedBeforeOptOut } as const;
    const record = recordOf({ outcome: isKnown ? 'silent' : 'refused', key: PAGE, html });
    expect(evidenceOf(record)['Usage reporting']).toBe(expected);
  });
});

test('a page that a browser saved is told from one that was silenced', () => {
  const html = { usageReporting: 'silent', generatedBeforeOptOut: true, savedByBrowser: true } as const;
  expect(evidenceOf(recordOf({ outcome: 'silent', key: PAGE, html }))['Usage reporting']).toBe(
    'silent; generated before opting out: yes; saved by a browser',
  );
});

test('edits are shown with their place, and acting characters as escapes', () => {
  const edits = [
    { cell: 2, at: 180, removed: '', inserted: base64(', opt_out=True') },
    { at: 7, removed: base64('<img é\u202e>'), inserted: '' },
  ];
  expect(evidenceOf({ ...recordOf(), edits })['Changes']).toEqual([
    { place: 'code cell 2, at byte 180', removed: '', inserted: ', opt_out=True' },
    { place: 'at byte 7', removed: '<img é\\u{202e}>', inserted: '' },
  ]);
});

describe('a training job', () => {
  test('has its rules with their values', () => {
    const rules = [reportRule('False', 'a'), reportRule(undefined, 'b')];
    const record = jobRecordOf({ verdict: judgeJob({ rules }) });
    expect(Object.fromEntries(describeJob(record))).toEqual({
      'Training job': 'job-1',
      ARN: jobArnOf('job-1'),
      Created: '2026-01-01 00:00:00 UTC',
      'Option 1': 'absent',
      Detail: expect.stringContaining('rule a has'),
      'ProfilerReport rules': 'a, absent, opt_out_telemetry "False"; b, absent',
      'Triggered by': 'eventbridge',
      Software: `${software.name} ${software.version}`,
      'Record ID': record.id,
    });
  });

  test('that is gone has neither rules nor a time of creation', () => {
    const { createdAt: _, ...object } = jobRecordOf().object;
    const names = describeJob({ ...jobRecordOf({ verdict: { state: 'gone' } }), object }).map(
      ([name]) => name,
    );
    expect(names).toEqual(['Training job', 'ARN', 'Option 1', 'Triggered by', 'Software', 'Record ID']);
  });
});
