/** Reads the outputs of a stack from CloudFormation. Loaded only by the commands that name a stack. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { DescribedStack } from '../../batch/stack.ts';
import { Fault } from '../../report/fault.ts';
import { defined } from '../../text/defined.ts';
import { batchFault } from './batch-faults.ts';

/** How AWS is reached, where the environment is not to decide. */
export interface BatchConnection {
  readonly endpointUrl?: string | undefined;
  readonly region?: string | undefined;
}

/** For every wait of the clients of this folder. */
export const LIMITS = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
} as const;

/** Describes a stack by its name or ARN. Needs cloudformation:DescribeStacks. @throws Fault */
export async function readStack(
  name: string,
  { endpointUrl, region }: BatchConnection,
): Promise<DescribedStack> {
  const client = new CloudFormationClient({ ...LIMITS, ...defined({ endpoint: endpointUrl, region }) });
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = Stacks;
    if (stack === undefined) throw missing(name);
    const outputs = (stack.Outputs ?? []).map(
      ({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const,
    );
    return { arn: stack.StackId ?? '', outputs: new Map(outputs) };
  } catch (error) {
    // CloudFormation has no error of its own for it.
    if (error instanceof Error && /does not exist/.test(error.message)) throw missing(name);
    throw batchFault(error, `describe the stack ${name}`, 'cloudformation:DescribeStacks');
  } finally {
    client.destroy();
  }
}

const missing = (name: string): Fault =>
  new Fault('not-found', `there is no stack ${name} here: check its name, the account and the region`, {
    retryable: false,
  });
