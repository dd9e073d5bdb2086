/**
 * The Lambda function behind the template's custom resource: turns EventBridge on for the report buckets when the
 * stack is deployed. Removing the stack leaves it on, since others may listen by then.
 */
import { NotificationConfigurations } from '../aws/bucket-notifications.ts';
import { connectS3 } from '../aws/connect.ts';
import { software } from '../report/software.ts';
import { answerRequest, type CustomResourceRequest, decodeCustomResourceRequest } from './custom-resource.ts';
import { SafeLogger } from './safe-logger.ts';
import { turnOnEventBridge } from './turn-on-eventbridge.ts';
import type { Deadline } from './within-time.ts';

const log = new SafeLogger(software.name, (line) => process.stdout.write(`${line}\n`));

/** Takes CloudFormation's requests; answers by the URL that they name. */
export async function handler(event: unknown, context: Deadline): Promise<void> {
  const request = decodeCustomResourceRequest(event);
  const result = await answerRequest(request, () => carryOut(request), context);
  if (result.status === 'FAILED') log.error('deployment failed', { reason: result.reason });
  else log.info('deployment', { ...result.data });
}

async function carryOut({
  type,
  stackId,
  properties,
}: CustomResourceRequest): Promise<Readonly<Record<string, string>>> {
  if (type === 'Delete') return { Buckets: 'left as they are' };
  const accountId = stackId.split(':')[4] ?? '';
  // A redirect would go to the region that this stack's rule gets no events from.
  const client = connectS3({ followsRegionRedirects: false });
  const results = await turnOnEventBridge(
    bucketsOf(properties),
    new NotificationConfigurations(client, accountId),
  );
  return { Buckets: results.map(({ bucket, result }) => `${bucket} ${result}`).join(', ') };
}

/** Each bucket once, in the order of the list. @throws Error for a list that is none */
function bucketsOf({ Buckets: buckets }: CustomResourceRequest['properties']): string[] {
  const names: unknown[] = Array.isArray(buckets) ? buckets : [];
  const texts = names.filter((name) => typeof name === 'string' && name !== '') as string[];
  if (texts.length === 0 || texts.length !== names.length) {
    throw new Error('ReportBuckets holds an empty name: name existing buckets, separated by commas');
  }
  return [...new Set(texts)];
}
