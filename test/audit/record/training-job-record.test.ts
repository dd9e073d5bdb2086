/** Records of training jobs: what they hold, when two are the same, and that a changed or contradictory one is none. */
import { describe, expect, test } from 'vitest';
import { withDigest } from '../../../src/audit/record/digest.ts';
import { ledgerKey } from '../../../src/audit/record/ledger.ts';
import { readRecord } from '../../../src/audit/record/read-record.ts';
import type { TrainingJobRecord } from '../../../src/audit/record/schema.ts';
import { jobRecordId, renderJobRecord } from '../../../src/audit/record/training-job-record.ts';
import { judgeJob } from '../../../src/training-job/job.ts';
import { jobArnOf, jobRecordOf, recordsOfJobs, reportRule } from '../../support/job-records.ts';
import { recordOf } from '../../support/records.ts';

test('a record names the job, its rules, and why', () => {
  const { id, digest, ...rest } = jobRecordOf({
    name: 'Job-1',
    verdict: judgeJob({ rules: [reportRule('False')] }),
  });
  expect([id, digest]).toEqual([
    expect.stringMatching(/^[0-9a-f]{64}$/),
    expect.stringMatching(/^[0-9a-f]{64}$/),
  ]);
  expect(rest).toEqual({
    schema: 'profiler-opt-out/audit/v1',
    recordedAt: '2026-01-01T00:01:00.000Z',
    outcome: 'absent',
    detail: expect.stringContaining('"False"'),
    object: {
      kind: 'training-job',
      arn: jobArnOf('Job-1'),
      name: 'Job-1',
      createdAt: '2026-01-01T00:00:00.000Z',
    },
    trainingJob: { rules: [{ name: 'ProfilerReport', state: 'absent', value: 'False' }] },
    trigger: { source: 'eventbridge' },
    software: expect.anything(),
  });
});

test('the same job in the same state is one record at one key, whenever it is looked at', () => {
  const [one, two] = [jobRecordOf(), jobRecordOf({ at: new Date('2026-01-09T00:00:00Z') })];
  expect([two.id, ledgerKey(two)]).toEqual([one.id, ledgerKey(one)]);
  expect(ledgerKey(one)).toBe(`day=2026-01-01/${one.id}.json`);
});

test('another state, another job, and a job that took a deleted one\u2019s name are other records', () => {
  const records = [
    jobRecordOf(),
    jobRecordOf({ verdict: { state: 'gone' } }),
    jobRecordOf({ name: 'job-2' }),
    jobRecordOf({ createdAt: new Date('2026-01-01T09:00:00Z') }),
  ];
  expect(new Set(records.map(({ id }) => id)).size).toBe(4);
});

test('without a time of creation the day is that of the event, else that of recording, and never before the first', () => {
  const { createdAt: _, ...object } = jobRecordOf().object;
  const record = { ...jobRecordOf(), object };
  const trigger = { source: 'eventbridge', eventTime: '2026-03-01T00:00:00.000Z' } as const;
  expect(ledgerKey({ ...record, trigger })).toMatch(/^day=2026-03-01\//);
  expect(ledgerKey(record)).toMatch(/^day=2026-01-01\//);
  expect(ledgerKey(jobRecordOf({ createdAt: new Date(0) }))).toMatch(/^day=2020-12-01\//);
});

describe('a record that is broken, with an id and a digest that fit', () => {
  const of = (outcome: TrainingJobRecord['outcome']): TrainingJobRecord =>
    structuredClone(recordsOfJobs.find((record) => record.outcome === outcome)) as TrainingJobRecord;
  const sealed = ({ digest: _, ...record }: TrainingJobRecord): string =>
    JSON.stringify(withDigest({ ...record, id: jobRecordId(record) }));
  const rules = (
    ...states: readonly [state: 'in-force' | 'absent' | 'unrecognised-value', value?: string][]
  ) => ({
    rules: states.map(([state, value]) => ({ name: 'r', state, ...(value === undefined ? {} : { value }) })),
  });

  test('the records themselves are whole', () => {
    for (const record of recordsOfJobs) expect(readRecord(sealed(record)).kind).toBe('record');
  });

  test.each<[string, TrainingJobRecord]>([
    ['a name that is not in the ARN', { ...of('absent'), object: { ...of('absent').object, name: 'other' } }],
    [
      'in force with a rule that is not',
      { ...of('in-force'), trainingJob: rules(['in-force', 'True'], ['absent']) },
    ],
    ['in force without a rule', { ...of('in-force'), trainingJob: rules() }],
    [
      'in force with a rule of another value',
      { ...of('in-force'), trainingJob: rules(['in-force', 'true']) },
    ],
    ['in force with a rule without a value', { ...of('in-force'), trainingJob: rules(['in-force']) }],
    ['in force, but not described', without(of('in-force'), 'trainingJob')],
    ['absent with all rules in force', { ...of('absent'), trainingJob: rules(['in-force', 'True']) }],
    ['absent with "True"', { ...of('absent'), trainingJob: rules(['absent', 'True']) }],
    ['absent without saying why', without(of('absent'), 'detail')],
    ['absent for a reason', { ...of('absent'), reason: 'tuning-job' }],
    ['no rule with a rule', { ...of('no-rule'), trainingJob: rules(['absent']) }],
    ['no rule without a reason', without(of('no-rule'), 'reason')],
    ['no rule for a tuning job that it has not', { ...of('no-rule'), reason: 'tuning-job' }],
    [
      'an unrecognised "True"',
      { ...of('unrecognised-value'), trainingJob: rules(['unrecognised-value', 'True']) },
    ],
    [
      'unrecognised beside absent',
      { ...of('unrecognised-value'), trainingJob: rules(['unrecognised-value', 'x'], ['absent']) },
    ],
    [
      'unrecognised with none such',
      { ...of('unrecognised-value'), trainingJob: rules(['in-force', 'True']) },
    ],
    ['gone, but described', { ...of('gone'), trainingJob: rules() }],
    ['an outcome of reports', { ...of('absent'), outcome: 'silent' as 'absent' }],
    [
      'a bucket',
      { ...of('absent'), object: { ...of('absent').object, bucket: 'b' } as TrainingJobRecord['object'] },
    ],
    ['a report', { ...of('absent'), report: { folder: '' } } as TrainingJobRecord],
    ['hyperparameters', { ...of('absent'), hyperParameters: {} } as TrainingJobRecord],
  ])('%s is no record', (_what, record) => {
    expect(readRecord(sealed(record))).toMatchObject({
      kind: 'bad',
      why: expect.stringMatching(/^it (?:is not a valid|contradicts)/),
    });
  });

  test.each<[string, object]>([
    ['an outcome of jobs', { ...recordOf(), outcome: 'absent' }],
    ['rules', { ...recordOf(), trainingJob: { rules: [] } }],
    ['an ARN', { ...recordOf(), object: { ...recordOf().object, arn: jobArnOf('job-1') } }],
  ])('a record of a report with %s is none', (_what, record) => {
    expect(readRecord(JSON.stringify(record))).toMatchObject({
      kind: 'bad',
      why: expect.stringContaining('valid'),
    });
  });

  test('another id or digest is none', () => {
    const record = of('absent');
    expect(readRecord(JSON.stringify({ ...record, recordedAt: '2026-01-05T00:00:00.000Z' }))).toMatchObject({
      why: expect.stringContaining('digest'),
    });
    const { digest: _, ...rest } = record;
    expect(readRecord(JSON.stringify(withDigest({ ...rest, id: '0'.repeat(64) })))).toMatchObject({
      why: expect.stringContaining('its id is not'),
    });
  });
});

function without(record: TrainingJobRecord, name: keyof TrainingJobRecord): TrainingJobRecord {
  const { [name]: _, ...rest } = record;
  return rest as TrainingJobRecord;
}

test('a job whose time of creation is not known has a record without it', () => {
  const named = { arn: jobArnOf('job-1'), name: 'job-1' };
  const finding = { ...named, at: new Date(0), verdict: { state: 'gone' } } as const;
  const record = renderJobRecord(finding, {
    trigger: { source: 'eventbridge' },
    software: { name: 'n', version: 'v' },
  });
  expect(record.object).toEqual({ kind: 'training-job', ...named });
  expect(readRecord(JSON.stringify(record)).kind).toBe('record');
});
