/**
 * CloudFormation's custom resources: requests, and answers that always come.
 * Source: AWS CloudFormation User Guide, "Custom resource reference".
 */

import { setTimeout as delay } from 'node:timers/promises';
import { defined } from '../text/defined.ts';
import { isObject, textAt } from './json.ts';
import { type Deadline, withinTime } from './within-time.ts';

/** A request of CloudFormation. */
export interface CustomResourceRequest {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly responseUrl: string;
  readonly stackId: string;
  readonly requestId: string;
  readonly logicalResourceId: string;
  readonly physicalResourceId?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The request that an event holds. @throws Error when there is nobody to answer */
export function decodeCustomResourceRequest(event: unknown): CustomResourceRequest {
  const [type, responseUrl, stackId] = ['RequestType', 'ResponseURL', 'StackId'].map((name) =>
    textAt(event, name),
  );
  const [requestId, logicalResourceId] = ['RequestId', 'LogicalResourceId'].map((name) =>
    textAt(event, name),
  );
  const known = (['Create', 'Update', 'Delete'] as const).find((candidate) => candidate === type);
  if (!known || !responseUrl || !stackId || !requestId || !logicalResourceId) {
    throw new Error('no request of CloudFormation: only its custom resources may invoke this function');
  }
  const physicalResourceId = textAt(event, 'PhysicalResourceId');
  const properties = isObject(event) ? event['ResourceProperties'] : undefined;
  return {
    type: known,
    responseUrl,
    stackId,
    requestId,
    logicalResourceId,
    ...defined({ physicalResourceId }),
    properties: isObject(properties) ? properties : {},
  };
}

/** What a request came to; `data` can be read with Fn::GetAtt. */
export type CustomResourceResult =
  | { readonly status: 'SUCCESS'; readonly data: Readonly<Record<string, string>> }
  | { readonly status: 'FAILED'; readonly reason: string };

/**
 * Does the work and tells CloudFormation what came of it: also that it threw, and that the time is nearly over.
 * @throws Error when CloudFormation cannot be told, so that Lambda runs the request again
 */
export async function answerRequest(
  request: CustomResourceRequest,
  work: () => Promise<Readonly<Record<string, string>>>,
  deadline: Deadline,
): Promise<CustomResourceResult> {
  const settled = work().then(
    (data): CustomResourceResult => ({ status: 'SUCCESS', data }),
    (error: unknown): CustomResourceResult => ({
      status: 'FAILED',
      reason: error instanceof Error ? error.message : String(error),
    }),
  );
  const answered = await withinTime(settled, deadline);
  const result = answered === 'out-of-time' ? OUT_OF_TIME : answered;
  await tell(request, result);
  return result;
}

const OUT_OF_TIME: CustomResourceResult = {
  status: 'FAILED',
  reason: 'out of time: AWS did not answer before the function would have been ended: deploy again',
};

/** CloudFormation takes 4,096 bytes in all, the ids and the rest of the answer included. */
const REASON_LIMIT = 1_500;
const TELL_ATTEMPTS = 4;
const TELL_TIMEOUT_MS = 1_000;

async function tell(request: CustomResourceRequest, result: CustomResourceResult): Promise<void> {
  const answer = {
    Status: result.status,
    PhysicalResourceId: request.physicalResourceId ?? `${request.logicalResourceId}-${request.requestId}`,
    StackId: request.stackId,
    RequestId: request.requestId,
    LogicalResourceId: request.logicalResourceId,
    ...(result.status === 'SUCCESS'
      ? { Data: result.data }
      : { Reason: result.reason.slice(0, REASON_LIMIT) }),
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await put(request.responseUrl, JSON.stringify(answer));
      return;
    } catch (error) {
      if (attempt === TELL_ATTEMPTS) {
        throw new Error('CloudFormation cannot be told what came of its request', { cause: error });
      }
      await delay(100 * attempt);
    }
  }
}

/** The URL is pre-signed for an empty content type, which fetch would else fill in. */
async function put(url: string, body: string): Promise<void> {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': '' },
    body: Buffer.from(body),
    signal: AbortSignal.timeout(TELL_TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`answered ${response.status}`);
}
