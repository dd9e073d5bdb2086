/** The deployed functions as `replay` knows them: which one takes an event, and what its answer means. Pure. */

import { catchError } from '../../text/catch-error.ts';

/** The functions of the template that take events. */
export type FunctionName =
  | 'on-report-created'
  | 'on-batch-task'
  | 'on-deploy'
  | 'on-training-job'
  | 'on-jobs';

/** An answer in words, and the exit code that stands for it. */
export interface DescribedAnswer {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 2 | 3;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const fieldOf = (value: unknown, name: string): unknown => (isFields(value) ? value[name] : undefined);

const listOf = (value: unknown, name: string): readonly unknown[] => {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
};

/** True for a request that is answered at a URL of its own. */
export const isOfCloudFormation = (event: unknown): boolean => fieldOf(event, 'RequestType') !== undefined;

/** The function that an event is for, by the fields that only such events have. */
export function functionOf(event: unknown): FunctionName {
  if (fieldOf(event, 'invocationSchemaVersion') !== undefined) return 'on-batch-task';
  if (isOfCloudFormation(event))
    return fieldOf(event, 'ResourceType') === 'Custom::JobsOfStack' ? 'on-jobs' : 'on-deploy';
  if (fieldOf(event, 'scheduledTime') !== undefined || isCompletionReport(event)) return 'on-jobs';
  return isAboutTrainingJob(event) ? 'on-training-job' : 'on-report-created';
}

const isCompletionReport = (event: unknown): boolean =>
  /\/job-[^/]+\/manifest\.json$/.test(String(fieldOf(fieldOf(fieldOf(event, 'detail'), 'object'), 'key')));

/** Looks into envelopes: the messages of SQS and SNS are JSON, too. */
function isAboutTrainingJob(event: unknown): boolean {
  if (fieldOf(event, 'source') === 'aws.sagemaker') return true;
  const messages = [event, ...listOf(event, 'Records')].flatMap((envelope) => [
    fieldOf(envelope, 'body'),
    fieldOf(envelope, 'Message'),
    fieldOf(fieldOf(envelope, 'Sns'), 'Message'),
  ]);
  return messages.some((text) => {
    const message = typeof text === 'string' ? catchError(SyntaxError, () => JSON.parse(text)) : undefined;
    return message !== undefined && isAboutTrainingJob(message);
  });
}

/** The answer of a function to an event. */
export function describeAnswer(name: FunctionName, event: unknown, answer: unknown): DescribedAnswer {
  switch (name) {
    case 'on-jobs':
      return isOfCloudFormation(event) ? describeDeployment(answer) : describeMessages(0, answer);
    case 'on-report-created':
    case 'on-training-job':
      return describeMessages(listOf(event, 'Records').length, answer);
    case 'on-batch-task':
      return describeTasks(listOf(answer, 'results'));
    case 'on-deploy':
      return describeDeployment(answer);
  }
}

/** A queue is answered with the messages to deliver again; all other events with nothing. */
function describeMessages(messages: number, answer: unknown): DescribedAnswer {
  if (fieldOf(answer, 'batchItemFailures') === undefined) {
    return { lines: ['the event was processed; it is answered with nothing'], exitCode: 0 };
  }
  const failed = listOf(answer, 'batchItemFailures').map((item) => String(fieldOf(item, 'itemIdentifier')));
  const count = `${messages} ${messages === 1 ? 'message' : 'messages'}`;
  return failed.length === 0
    ? { lines: [`${count} processed, none to be delivered again`], exitCode: 0 }
    : { lines: [`${failed.length} of ${count} to be delivered again: ${failed.join(', ')}`], exitCode: 3 };
}

const EXIT_CODES: Readonly<Record<string, DescribedAnswer['exitCode']>> = {
  Succeeded: 0,
  PermanentFailure: 2,
  TemporaryFailure: 3,
};

function describeTasks(results: readonly unknown[]): DescribedAnswer {
  const [lines, codes]: [string[], DescribedAnswer['exitCode'][]] = [[], []];
  for (const result of results) {
    const [id, code, text] = ['taskId', 'resultCode', 'resultString'].map((name) =>
      String(fieldOf(result, name)),
    );
    lines.push(`task ${id}: ${code}: ${text}`);
    codes.push(EXIT_CODES[code ?? ''] ?? 3);
  }
  const worst = Math.max(0, ...codes);
  return { lines, exitCode: codes.find((code) => code === worst) ?? 0 };
}

/** CloudFormation is answered at a URL; the text is what was sent to it. */
function describeDeployment(answer: unknown): DescribedAnswer {
  const isDone = fieldOf(answer, 'Status') === 'SUCCESS';
  const data = fieldOf(answer, 'Data');
  const values = isFields(data) ? Object.entries(data).map(([name, value]) => `${name}: ${value}`) : [];
  const text = isDone ? values.join(', ') : String(fieldOf(answer, 'Reason'));
  return {
    lines: [`CloudFormation is answered ${isDone ? 'SUCCESS' : 'FAILED'}: ${text}`],
    exitCode: isDone ? 0 : 3,
  };
}
