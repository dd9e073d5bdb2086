/**
 * The Lambda function behind the template's custom resource: turns EventBridge on for the report buckets when the
 * stack is deployed. Deleting the stack leaves it on, since other rules may depend on it by then.
 */
import type { Handler } from 'aws-lambda';
import { NotificationConfigurations } from '../aws/bucket-notifications.ts';
import { connectS3 } from '../aws/connect.ts';
import { software } from '../report/software.ts';
import { answerRequest, type ResourceData } from './answer-custom-resource.ts';
import { type CustomResourceRequest, decodeCustomResourceRequest } from './events/custom-resource-request.ts';
import { SafeLogger } from './safe-logger.ts';
import { turnOnEventBridge } from './turn-on-eventbridge.ts';
import type { Deadline } from './within-time.ts';

const log = new SafeLogger(software.name, (line) => process.stdout.write(`${line}\n`));

/** Takes requests of CloudFormation, and answers them at the URL that they name. */
export const handler = (async (event: unknown, context: Deadline): Promise<void> => {
  const request = decodeCustomResourceRequest(event);
  const result = await answerRequest(request, () => carryOut(request), context);
  if (result.Status === 'FAILED') log.error('deployment failed', { reason: result.Reason });
  else log.info('deployment succeeded', { ...result.Data });
}) satisfies Handler<unknown, void>;

async function carryOut({
  RequestType,
  StackId,
  ResourceProperties,
}: CustomResourceRequest): Promise<ResourceData> {
  if (RequestType === 'Delete') return { Buckets: 'unchanged' };
  const accountId = StackId.split(':')[4] ?? '';
  // A redirect would lead to a region whose events the rule of this stack does not get.
  const client = connectS3({ followsRegionRedirects: false });
  const results = await turnOnEventBridge(
    bucketsOf(ResourceProperties),
    new NotificationConfigurations(client, accountId),
  );
  return { Buckets: results.map(({ bucket, result }) => `${bucket} ${result}`).join(', ') };
}

/** Each bucket once, in the order of the list. @throws Error when it is not a list of names */
function bucketsOf({ Buckets: buckets }: CustomResourceRequest['ResourceProperties']): string[] {
  const names: unknown[] = Array.isArray(buckets) ? buckets : [];
  const texts = names.filter((name) => typeof name === 'string' && name !== '') as string[];
  if (texts.length === 0 || texts.length !== names.length) {
    throw new Error('ReportBuckets contains an empty name: list existing buckets, separated by commas');
  }
  return [...new Set(texts)];
}
