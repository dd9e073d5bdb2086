/**
 * Answers the requests of CloudFormation's custom resources, in every case: a stack waits for the answer.
 * Source: AWS CloudFormation User Guide, "Custom resource reference".
 */
import type {
  CloudFormationCustomResourceFailedResponse,
  CloudFormationCustomResourceResponse,
  CloudFormationCustomResourceSuccessResponse,
} from 'aws-lambda';
import pRetry from 'p-retry';
import type { CustomResourceRequest } from './events/custom-resource-request.ts';
import { type Deadline, withinTime } from './within-time.ts';

/** The values that templates can read with Fn::GetAtt. */
export type ResourceData = Readonly<Record<string, string>>;

/** The result of a request, as CloudFormation is told. */
export type CustomResourceResult =
  | Required<Pick<CloudFormationCustomResourceSuccessResponse<ResourceData>, 'Status' | 'Data'>>
  | Pick<CloudFormationCustomResourceFailedResponse, 'Status' | 'Reason'>;

/**
 * Does the work and sends its result to CloudFormation, also when the work throws or the time is nearly over.
 * @throws Error when the result cannot be sent, so that Lambda runs the request again
 */
export async function answerRequest(
  request: CustomResourceRequest,
  work: () => Promise<ResourceData>,
  deadline: Deadline,
): Promise<CustomResourceResult> {
  const finished = work().then(
    (data): CustomResourceResult => ({ Status: 'SUCCESS', Data: data }),
    (error: unknown): CustomResourceResult => ({
      Status: 'FAILED',
      Reason: error instanceof Error ? error.message : String(error),
    }),
  );
  const finishedInTime = await withinTime(finished, deadline);
  const result = finishedInTime === 'timed-out' ? TIMED_OUT : finishedInTime;
  await send(responseTo(request, result), request.ResponseURL);
  return result;
}

const TIMED_OUT: CustomResourceResult = {
  Status: 'FAILED',
  Reason: 'timed out: AWS did not answer before the time limit of the function: deploy again',
};

/** CloudFormation takes 4,096 bytes in all, with the identifiers and the rest of the response. */
const MAX_REASON_LENGTH = 1_500;

const responseTo = (
  { StackId, RequestId, LogicalResourceId, PhysicalResourceId }: CustomResourceRequest,
  result: CustomResourceResult,
): CloudFormationCustomResourceResponse => ({
  ...(result.Status === 'SUCCESS'
    ? result
    : { ...result, Reason: result.Reason.slice(0, MAX_REASON_LENGTH) }),
  PhysicalResourceId: PhysicalResourceId ?? `${LogicalResourceId}-${RequestId}`,
  StackId,
  RequestId,
  LogicalResourceId,
});

/** With the request timeout of four attempts this fits into the time that `withinTime` keeps free. */
const RETRIES = { retries: 3, minTimeout: 100, factor: 2 } as const;
const REQUEST_TIMEOUT_MS = 1_000;

async function send(response: CloudFormationCustomResourceResponse, url: string): Promise<void> {
  try {
    await pRetry(() => put(url, JSON.stringify(response)), RETRIES);
  } catch (error) {
    throw new Error('cannot send the result to CloudFormation', { cause: error });
  }
}

/** The URL is pre-signed for an empty content type; fetch would add one otherwise. */
async function put(url: string, body: string): Promise<void> {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': '' },
    body: Buffer.from(body),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`CloudFormation's URL answered with HTTP status ${response.status}`);
}
