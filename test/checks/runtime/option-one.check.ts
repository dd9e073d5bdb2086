/**
 * Option 1 looked up by the bundle of OnReportCreated, run as artefact.check.ts runs it, with SageMaker's JSON
 * protocol spoken by a server of the test: moto's answers lack the rules of training jobs.
 */
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { first, readEvent } from '../../support/event-expectations.ts';
import { readLog } from '../../support/read-log.ts';
import { listen, readLedger, start } from './built-functions.ts';

const REGION = 'us-east-1';
const TRAINING_JOB = 'pytorch-training-2026-03-02-09-14-07-381';
const [ARN = ''] =
  /arn:aws:sagemaker:[^"<&]*:processing-job\/[^"<&\\]*/.exec(first.notebook.toString()) ?? [];

type Answer = (target: string, input: Readonly<Record<string, string>>, response: ServerResponse) => void;

/** Listens on loopback; answers its URL, and what was asked. */
async function sageMaker(answer: Answer): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const url = await listen(({ headers, body }, response) => {
    const target = String(headers['x-amz-target']);
    asked.push(target);
    answer(target, JSON.parse(body), response);
  });
  return { url, asked };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}

/** The rule was told to opt out, though the page holds a beacon. */
const inForce: Answer = (target, { ProcessingJobName, TrainingJobName }, response) => {
  if (target === 'SageMaker.DescribeProcessingJob' && ARN.endsWith(`/${ProcessingJobName}`)) {
    send(response, 200, {
      ProcessingJobArn: ARN,
      TrainingJobArn: `arn:aws:sagemaker:${REGION}:123456789012:training-job/${TRAINING_JOB}`,
    });
  } else if (target === 'SageMaker.DescribeTrainingJob' && TrainingJobName === TRAINING_JOB) {
    send(response, 200, {
      ProfilerRuleConfigurations: [
        {
          RuleConfigurationName: 'ProfilerReport-1772442847',
          RuleParameters: { rule_to_invoke: 'ProfilerReport', opt_out_telemetry: 'True' },
        },
      ],
      ProfilerRuleEvaluationStatuses: [
        { RuleConfigurationName: 'ProfilerReport-1772442847', RuleEvaluationJobArn: ARN },
      ],
    });
  } else send(response, 400, { __type: 'ValidationException', message: 'Could not find requested job' });
};

const lookingUp = (url: string) =>
  start('OnReportCreated', { LOOK_UP_TRAINING_JOBS: 'true', AWS_ENDPOINT_URL_SAGEMAKER: url });

test('the rule is on record, in the ledger too, and a contradiction is counted', async () => {
  const { url, asked } = await sageMaker(inForce);
  const lambda = await lookingUp(url);
  const { kind, lines } = await lambda.invoke(readEvent('sqs-s3'));
  expect(kind).toBe('response');
  const told = { state: 'in-force', value: 'True', trainingJobName: TRAINING_JOB };
  const { records } = readLog(lines);
  expect(records.map(({ outcome, optionOne }) => [outcome, optionOne])).toEqual([
    ['opted-out', told],
    ['reports-usage', { ...told, contradiction: 'in-force-but-reports' }],
  ]);
  expect([...(await readLedger()).values()].map(({ optionOne }) => optionOne?.state)).toEqual([
    'in-force',
    'in-force',
  ]);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ OptedOut: 1, Contradictions: 1 });
  // One answer for both objects of the report, and for later deliveries.
  await lambda.invoke(readEvent('sqs-s3'));
  expect(asked).toEqual(['SageMaker.DescribeProcessingJob', 'SageMaker.DescribeTrainingJob']);
});

test.each<[string, Answer]>([
  [
    'access-denied',
    (_target, _input, response) => send(response, 400, { __type: 'AccessDeniedException', message: 'no' }),
  ],
  [
    'not-found',
    (_target, _input, response) =>
      send(response, 400, { __type: 'ValidationException', message: 'Could not find requested job' }),
  ],
  [
    'throttled',
    (_target, _input, response) =>
      send(response, 400, { __type: 'ThrottlingException', message: 'Rate exceeded' }),
  ],
  ['unavailable', () => {}],
])('SageMaker that answers %s keeps no report from being opted out', async (reason, answer) => {
  const { url } = await sageMaker(answer);
  const lambda = await lookingUp(url);
  const { kind, lines } = await lambda.invoke(readEvent('s3-put'));
  expect(kind).toBe('response');
  expect(readLog(lines).records.map(({ outcome, optionOne }) => [outcome, optionOne])).toEqual([
    ['opted-out', { state: 'unknown', reason }],
    ['reports-usage', { state: 'unknown', reason }],
  ]);
});
