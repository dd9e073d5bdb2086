/** What the roles of a deployed stack may do, by the policies that lie in it, decided by a policy engine. */
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { ACCOUNT, type NotedCall, s3 } from './clients.ts';
import { type PolicyDocument, simulate } from './policy-engine/simulate.ts';
import type { Stack } from './stack.ts';

const iam = new IAMClient({});

/** Something that a role does, or tries to. */
export interface Attempt {
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  /** Context keys of the request, such as `s3:if-none-match`. */
  readonly context?: Readonly<Record<string, string>>;
}

/** The functions of the template that have roles of their own. */
const FUNCTIONS = ['OnReportCreated', 'OnBatchTask', 'OnDeploy', 'OnTrainingJob'];

const parse = (text: string | undefined): PolicyDocument => JSON.parse(decodeURIComponent(text ?? ''));

async function policiesOf(RoleName: string): Promise<PolicyDocument[]> {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const own = PolicyNames.map(async (PolicyName) =>
    parse((await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))).PolicyDocument),
  );
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  const attached = AttachedPolicies.map(async ({ PolicyArn }) => {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    const VersionId = Policy?.DefaultVersionId;
    return parse(
      (await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }))).PolicyVersion?.Document,
    );
  });
  return Promise.all([...own, ...attached]);
}

const bucketPolicyOf = (Bucket: string): Promise<PolicyDocument | undefined> =>
  s3.send(new GetBucketPolicyCommand({ Bucket })).then(
    ({ Policy }) => parse(Policy),
    () => undefined,
  );

/** Those attempts that a role of the stack may not do; each `action resource` once. */
export async function findDenied(
  stack: Stack,
  role: string,
  attempts: readonly Attempt[],
): Promise<string[]> {
  const name = stack.ids[role] ?? '';
  const policies = await policiesOf(name);
  const bucketPolicies = new Map<string, Promise<PolicyDocument | undefined>>();
  const bucketPolicyFor = (resource: string) => {
    const [, bucket] = /^arn:aws:s3:::([^/]+)/.exec(resource) ?? [];
    if (bucket === undefined) return undefined;
    const known = bucketPolicies.get(bucket) ?? bucketPolicyOf(bucket);
    bucketPolicies.set(bucket, known);
    return known;
  };
  const denied: string[] = [];
  for (const attempt of uniqueOf(attempts)) {
    const isAllowed = await simulate({
      principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/session`,
      account: ACCOUNT,
      policies,
      resourcePolicy: await bucketPolicyFor(attempt.resource),
      context: { 'aws:SecureTransport': 'true', ...attempt.context },
      ...attempt,
    });
    if (!isAllowed) denied.push(`${attempt.action} ${attempt.resource}`);
  }
  return denied;
}

const uniqueOf = (attempts: readonly Attempt[]): Attempt[] => [
  ...new Map(attempts.map((attempt) => [JSON.stringify(attempt), attempt])).values(),
];

/** The calls of a stack's functions that their roles do not allow, as the policies are now. */
export async function findDeniedCalls(stack: Stack, calls: readonly NotedCall[]): Promise<string[]> {
  const denied: string[] = [];
  for (const name of FUNCTIONS.filter((each) => each in stack.ids)) {
    const own = calls.filter((call) => call.function === stack.ids[name]);
    const found = await findDenied(stack, `${name}Role`, own.flatMap(attemptsOf));
    denied.push(...found.map((attempt) => `${name}: ${attempt}`));
  }
  return denied;
}

/**
 * What a call takes, by AWS's Service Authorization Reference for S3 and SageMaker.
 * @throws Error for a call that is not known here
 */
function attemptsOf({ operation, request, status }: NotedCall): Attempt[] {
  const bucket = `arn:aws:s3:::${request['Bucket']}`;
  const object = `${bucket}/${request['Key']}`;
  const version = request['VersionId'] === undefined ? '' : 'Version';
  switch (operation) {
    case 'GetObject':
    case 'HeadObject':
      return [
        { action: `s3:GetObject${version}`, resource: object },
        // Without it S3 answers 403 to whoever asks for what is not there.
        ...(status === 404 ? [{ action: 's3:ListBucket', resource: bucket }] : []),
      ];
    case 'GetObjectTagging':
      return [{ action: `s3:GetObject${version}Tagging`, resource: object }];
    case 'PutObject':
      return putAttempts(object, request);
    case 'ListObjectVersions':
      return [{ action: 's3:ListBucketVersions', resource: bucket }];
    case 'ListObjectsV2':
      return [{ action: 's3:ListBucket', resource: bucket }];
    case 'GetBucketNotificationConfiguration':
      return [{ action: 's3:GetBucketNotification', resource: bucket }];
    case 'PutBucketNotificationConfiguration':
      return [{ action: 's3:PutBucketNotification', resource: bucket }];
    case 'DescribeProcessingJob':
      return [{ action: 'sagemaker:DescribeProcessingJob', resource: jobArn('processing', request) }];
    case 'DescribeTrainingJob':
      return [{ action: 'sagemaker:DescribeTrainingJob', resource: jobArn('training', request) }];
    default:
      throw new Error(`it is not known what ${operation} takes`);
  }
}

const jobArn = (kind: 'processing' | 'training', request: NotedCall['request']): string => {
  const name = request['ProcessingJobName'] ?? request['TrainingJobName'];
  return `arn:aws:sagemaker:us-east-1:${ACCOUNT}:${kind}-job/${name}`;
};

function putAttempts(resource: string, request: NotedCall['request']): Attempt[] {
  const also = [
    ['Tagging', 's3:PutObjectTagging'],
    ['ObjectLockMode', 's3:PutObjectRetention'],
    ['ObjectLockLegalHoldStatus', 's3:PutObjectLegalHold'],
  ] as const;
  const { IfNoneMatch } = request;
  const context = {
    's3:ObjectCreationOperation': 'true',
    ...(IfNoneMatch === undefined ? {} : { 's3:if-none-match': IfNoneMatch }),
  };
  return [
    { action: 's3:PutObject', resource, context },
    ...also
      .filter(([property]) => request[property] !== undefined)
      .map(([, action]) => ({ action, resource })),
  ];
}
