/** Deploys what `sam build` made, with SAM CLI as an operator does, and says what lies in the stack. */
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { ParameterValues } from '../../support/template/template.ts';
import { cloudFormation, s3 } from './clients.ts';

const BUILT = new URL('../../../.aws-sam/deployed-check/template.yaml', import.meta.url).pathname;
const CODE = 'code';
const DEPLOY_LIMIT_MS = 240_000;

/** How long anything in the emulator may take that takes seconds when nothing else runs. */
export const WAIT_LIMIT_MS = 90_000;

/** Asks again until there is an answer. @throws Error with `what` when there is none in time */
export async function waitFor<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | false>,
  limitMs = WAIT_LIMIT_MS,
): Promise<Answer> {
  for (const begunAtMs = Date.now(); Date.now() - begunAtMs < limitMs; await delay(300)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
  }
  throw new Error(`${what}: not within ${limitMs} ms`);
}

/** A deployed stack: physical ids by logical id, and the outputs. */
export interface Stack {
  readonly ids: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Creates or updates a stack. @throws Error with what SAM CLI printed */
export async function deploy(name: string, parameters: ParameterValues): Promise<Stack> {
  await s3.send(new CreateBucketCommand({ Bucket: CODE }));
  const overrides = Object.entries(parameters).map(([key, value]) => `${key}="${value}"`);
  const words = ['deploy', '--template-file', BUILT, '--stack-name', name, '--s3-bucket', CODE];
  const answers = ['--capabilities', 'CAPABILITY_IAM', '--no-confirm-changeset', '--no-progressbar'];
  const all = [...words, ...answers, '--region', 'us-east-1', '--parameter-overrides', ...overrides];
  const env = { ...process.env, SAM_CLI_POLL_DELAY: '2' };
  await promisify(execFile)('sam', all, { env, timeout: DEPLOY_LIMIT_MS, maxBuffer: 1 << 26 });
  return describe(name);
}

async function describe(name: string): Promise<Stack> {
  const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
  const { StackResourceSummaries = [] } = await cloudFormation.send(
    new ListStackResourcesCommand({ StackName: name }),
  );
  return {
    ids: Object.fromEntries(
      StackResourceSummaries.map((each) => [each.LogicalResourceId ?? '', each.PhysicalResourceId ?? '']),
    ),
    outputs: Object.fromEntries(
      (stack?.Outputs ?? []).map((output) => [output.OutputKey ?? '', output.OutputValue ?? '']),
    ),
  };
}

/** Why resources of a stack failed. */
export async function failuresOf(name: string): Promise<string[]> {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: name }));
  return StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('FAILED')).map(
    (event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`,
  );
}

/** Deletes a stack, and waits until it is gone. */
export async function remove(name: string): Promise<void> {
  await cloudFormation.send(new DeleteStackCommand({ StackName: name }));
  await waitFor(`${name} is deleted`, () =>
    cloudFormation.send(new DescribeStacksCommand({ StackName: name })).then(
      ({ Stacks: [stack] = [] }) => stack === undefined || stack.StackStatus === 'DELETE_COMPLETE',
      (error: Error) => /does not exist/.test(error.message),
    ),
  );
}
