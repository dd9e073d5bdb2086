/** Option 1 is looked up through the real SageMaker client, with its commands mocked; an opt-out never waits long. */
import {
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { connectSageMaker } from '../../../src/aws/sagemaker/connect-sagemaker.ts';
import {
  CALLS_PER_SECOND,
  MAX_LOOKUPS,
  TrainingJobLookup,
} from '../../../src/aws/sagemaker/training-job-lookup.ts';

const REGION = 'us-east-1';
const arnOf = (name: string, region = REGION) =>
  `arn:aws:sagemaker:${region}:111122223333:processing-job/${name}`;
const ARN = arnOf('job-profilerreport-0a1b2c3d');
const sagemaker = mockClient(SageMakerClient);

function answering(): void {
  sagemaker.on(DescribeProcessingJobCommand).callsFake(({ ProcessingJobName }) => ({
    ProcessingJobArn: arnOf(ProcessingJobName),
    TrainingJobArn: `arn:aws:sagemaker:${REGION}:111122223333:training-job/train-${ProcessingJobName.slice(0, 3)}`,
  }));
  sagemaker.on(DescribeTrainingJobCommand).resolves({
    ProfilerRuleConfigurations: [
      {
        RuleConfigurationName: 'ProfilerReport-1',
        RuleEvaluatorImage: 'image',
        RuleParameters: { rule_to_invoke: 'ProfilerReport', opt_out_telemetry: 'True' },
      },
    ],
    ProfilerRuleEvaluationStatuses: [
      { RuleConfigurationName: 'ProfilerReport-1', RuleEvaluationJobArn: ARN },
    ],
  });
}

function jobs(timesMs: { now: number; slept: number[] } = { now: 0, slept: [] }) {
  let connected = 0;
  const source = new TrainingJobLookup(
    async () => {
      connected += 1;
      process.env['AWS_REGION'] = REGION;
      return connectSageMaker();
    },
    {
      now: () => new Date(timesMs.now),
      sleep: async (delayMs) => {
        timesMs.slept.push(delayMs);
        timesMs.now += delayMs;
      },
      random: () => 0,
    },
  );
  return { source, connections: () => connected };
}

const failure = (name: string, message = '', httpStatusCode = 400) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

beforeEach(() => {
  sagemaker.reset();
});

describe('a look-up', () => {
  test('goes from the processing job to the training job and its rule', async () => {
    answering();
    const { source } = jobs();
    expect(await source.find(ARN)).toEqual({
      state: 'in-force',
      value: 'True',
      trainingJobName: 'train-job',
    });
    expect(sagemaker.calls().map(({ args: [{ input }] }) => input)).toEqual([
      { ProcessingJobName: 'job-profilerreport-0a1b2c3d' },
      { TrainingJobName: 'train-job' },
    ]);
  });

  test.each([
    ['', 'malformed-arn'],
    ['arn:aws:s3:::bucket', 'malformed-arn'],
    [`${ARN}\n`, 'malformed-arn'],
    [arnOf('a'.repeat(64)), 'malformed-arn'],
    [arnOf('<script>'), 'malformed-arn'],
    [arnOf('job', 'eu-west-1'), 'other-region'],
  ])('of %j asks nothing: %s', async (arn, reason) => {
    answering();
    expect(await jobs().source.find(arn)).toEqual({ state: 'unknown', reason });
    expect(sagemaker.calls()).toEqual([]);
  });

  test('opens no client for an ARN that is none', async () => {
    const { source, connections } = jobs();
    await source.find('x');
    expect(connections()).toBe(0);
  });

  test("of another account's job of the same name finds nothing", async () => {
    sagemaker
      .on(DescribeProcessingJobCommand)
      .resolves({ ProcessingJobArn: ARN.replace('111122223333', '444455556666') });
    expect(await jobs().source.find(ARN)).toEqual({ state: 'unknown', reason: 'not-found' });
  });

  test('of a job that belongs to no training job says so', async () => {
    sagemaker.on(DescribeProcessingJobCommand).resolves({ ProcessingJobArn: ARN });
    expect(await jobs().source.find(ARN)).toEqual({ state: 'unknown', reason: 'no-training-job' });
  });

  test('of a training job without rules has none', async () => {
    answering();
    sagemaker.on(DescribeTrainingJobCommand).resolves({});
    expect(await jobs().source.find(ARN)).toEqual({
      state: 'unknown',
      reason: 'no-profiler-report-rule',
      trainingJobName: 'train-job',
    });
  });
});

describe('an error of SageMaker is a reason, never a failure', () => {
  test.each([
    ['access-denied', failure('AccessDeniedException')],
    ['access-denied', failure('ExpiredTokenException')],
    ['throttled', failure('ThrottlingException')],
    ['throttled', failure('Strange', '', 429)],
    ['not-found', failure('ValidationException', 'Could not find requested job with name: job')],
    ['not-found', failure('ResourceNotFound')],
    ['unavailable', failure('ValidationException', 'something else')],
    ['unavailable', failure('InternalFailure', '', 500)],
    ['unavailable', failure('TimeoutError')],
    ['unavailable', new TypeError('fetch failed')],
  ])('%s', async (reason, error) => {
    answering();
    sagemaker.on(DescribeProcessingJobCommand).rejects(error);
    expect(await jobs().source.find(ARN)).toEqual({ state: 'unknown', reason });
    answering();
    sagemaker.on(DescribeTrainingJobCommand).rejects(error);
    expect(await jobs().source.find(ARN)).toEqual({ state: 'unknown', reason, trainingJobName: 'train-job' });
  });

  test('so is a client that cannot be opened', async () => {
    const clock = { now: () => new Date(0), sleep: async () => {}, random: () => 0 };
    const source = new TrainingJobLookup(() => Promise.reject(new Error('no region')), clock);
    expect(await source.find(ARN)).toEqual({ state: 'unknown', reason: 'unavailable' });
  });
});

describe('answers are kept', () => {
  test('and shared while they are looked up', async () => {
    answering();
    const { source, connections } = jobs();
    const [one, two] = await Promise.all([source.find(ARN), source.find(ARN)]);
    expect(await source.find(ARN)).toEqual(one);
    expect(two).toEqual(one);
    expect([sagemaker.calls().length, connections()]).toEqual([2, 1]);
  });

  test('a missing permission for a minute, a job that is not there for good', async () => {
    const times = { now: 0, slept: [] };
    const { source } = jobs(times);
    sagemaker.on(DescribeProcessingJobCommand).rejects(failure('AccessDeniedException'));
    await source.find(ARN);
    await source.find(ARN);
    expect(sagemaker.calls()).toHaveLength(1);
    times.now += 60_001;
    answering();
    expect((await source.find(ARN)).state).toBe('in-force');
    sagemaker.on(DescribeProcessingJobCommand).rejects(failure('ResourceNotFound'));
    await source.find(arnOf('gone'));
    times.now += 1e9;
    const asked = sagemaker.calls().length;
    await source.find(arnOf('gone'));
    expect(sagemaker.calls()).toHaveLength(asked);
  });

  test('of the thousand jobs that were looked up last', async () => {
    answering();
    const { source } = jobs();
    const find = async (from: number, to: number) => {
      for (let index = from; index < to; index += 1) await source.find(arnOf(`j${index}`));
    };
    await find(0, 1_000);
    await find(0, 1);
    await find(1_000, 1_001);
    const asked = sagemaker.calls().length;
    await find(0, 1);
    expect(sagemaker.calls()).toHaveLength(asked);
    await find(1, 2);
    expect(sagemaker.calls()).toHaveLength(asked + 2);
  });
});

describe('calls are paced', () => {
  test('to the rate that SageMaker allows', async () => {
    answering();
    const times = { now: 0, slept: [] as number[] };
    const { source } = jobs(times);
    await Promise.all(['a', 'b', 'c'].map((name) => source.find(arnOf(name))));
    expect(times.slept).toEqual(Array(5).fill(1_000 / CALLS_PER_SECOND));
  });

  test('and not started when too many are in progress', async () => {
    answering();
    const { source } = jobs();
    const all = await Promise.all(
      Array.from({ length: MAX_LOOKUPS + 20 }, (_, index) => source.find(arnOf(`j${index}`))),
    );
    expect(all.filter(({ reason }) => reason === 'too-many-waiting').length).toBeGreaterThan(0);
    expect((await source.find(arnOf('later'))).state).toBe('in-force');
  });
});
