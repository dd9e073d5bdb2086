/** What the template grants, worked out as CloudFormation would: exactly what is listed here. */
import { describe, expect, test } from 'vitest';
import { STACK_TAG } from '../../src/batch/job-request.ts';
import { listOf, type PolicyProperties, type Statement } from '../support/template/policies.ts';
import {
  type ParameterValues,
  propertiesOf,
  readTemplate,
  resolveTemplate,
  type Template,
} from '../support/template/template.ts';

/** Each grant of each role, as `role: action on resource`. */
function grantsOf(values: ParameterValues, template = readTemplate()): string[] {
  const { resources } = resolveTemplate(values, template);
  const statementsOf = (policy: unknown) => (policy as { Statement: Statement[] }).Statement;
  return Object.entries(resources).flatMap(([name, { Type, Properties }]) => {
    if (Type === 'AWS::IAM::ManagedPolicy') return render(name, statementsOf(Properties['PolicyDocument']));
    if (Type !== 'AWS::IAM::Role') return [];
    const own = Properties['Policies'] as unknown as { PolicyDocument: unknown }[];
    return own.flatMap(({ PolicyDocument }) => render(name, statementsOf(PolicyDocument)));
  });
}
const render = (name: string, statements: readonly Statement[]): string[] =>
  statements.flatMap(({ Effect, Action, Resource, Sid: _sid, Condition: _condition, ...other }) => {
    if (Object.keys(other).length > 0) throw new Error(`${name} has ${JSON.stringify(other)}`);
    return listOf(Action).flatMap((action) =>
      listOf(Resource).map(
        (resource) => `${name}: ${Effect === 'Allow' ? '' : `${Effect} `}${action} on ${resource}`,
      ),
    );
  });

const OBJECT_READS = [
  'GetObject',
  'GetObjectVersion',
  'GetObjectTagging',
  'GetObjectRetention',
  'GetObjectLegalHold',
];
const OBJECT_WRITES = ['PutObject', 'PutObjectTagging', 'PutObjectRetention', 'PutObjectLegalHold'];
const jobsOf = (partition: string): string => `arn:${partition}:s3:eu-west-1:123456789012:job/*`;
/** What the reconciliation brings in. */
const RECONCILES = [
  'OnJobsRole: s3:CreateJob on *',
  'OnJobsRole: s3:PutJobTagging on JOBS',
  'OnJobsRole: iam:PassRole on arn:BatchOperationsRole',
  'OnJobsRole: s3:GetObject on arn:JobReports/reconciliation/*',
  'OnJobsRole: s3:ListBucket on arn:JobReports',
  'OnJobsRole: s3:PutObject on arn:JobReports/reconciliation/job-*/coverage.json',
  'OnJobsRole: sqs:SendMessage on arn:UndeliveredReconciliations',
  'ReconciliationRole: lambda:InvokeFunction on arn:OnJobs',
  'ReconciliationRole: sqs:SendMessage on arn:UndeliveredReconciliations',
];
/** Everything that may be granted for these buckets: nothing else is. */
function expectedGrants(buckets: readonly string[], actions: readonly string[], partition = 'aws'): string[] {
  const arns = buckets.map((bucket) => `arn:${partition}:s3:::${bucket}`);
  const objects = arns.flatMap((arn) => [
    `${arn}/*/profiler-output/profiler-report.*`,
    `${arn}/profiler-output/profiler-report.*`,
  ]);
  const log = (name: string) =>
    ['CreateLogStream', 'PutLogEvents'].map((action) => `${name}Role: logs:${action} on arn:${name}Log`);
  return [
    ...actions.flatMap((action) => objects.map((object) => `ReportObjectsPolicy: s3:${action} on ${object}`)),
    ...['ListBucket', 'ListBucketVersions'].flatMap((action) =>
      arns.map((arn) => `ReportObjectsPolicy: s3:${action} on ${arn}`),
    ),
    `EvidencePolicy: s3:PutObject on arn:${partition}:s3:::ref:LedgerStore/day=*`,
    ...log('OnReportCreated'),
    ...['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map(
      (action) => `OnReportCreatedRole: sqs:${action} on arn:ReportQueue`,
    ),
    ...log('OnBatchTask'),
    'BatchOperationsRole: lambda:InvokeFunction on arn:OnBatchTask',
    ...['ListBucket', 'GetBucketLocation', 'PutInventoryConfiguration'].flatMap((action) =>
      arns.map((arn) => `BatchOperationsRole: s3:${action} on ${arn}`),
    ),
    ...['PutObject', 'GetObject', 'GetObjectVersion'].map(
      (action) => `BatchOperationsRole: s3:${action} on arn:JobReports/*`,
    ),
    ...log('OnJobs'),
    'OnJobsRole: s3:ListJobs on *',
    ...['DescribeJob', 'UpdateJobStatus'].map((action) => `OnJobsRole: s3:${action} on ${jobsOf(partition)}`),
    ...RECONCILES.map((grant) => grant.replace('JOBS', jobsOf(partition))),
    ...log('OnDeploy'),
    ...['GetBucketNotification', 'PutBucketNotification'].flatMap((action) =>
      arns.map((arn) => `OnDeployRole: s3:${action} on ${arn}`),
    ),
  ];
}

const isNotReconciling = (grant: string) => !RECONCILES.includes(grant.replace(jobsOf('aws'), 'JOBS'));

describe('the roles may do exactly this', () => {
  const all = [...OBJECT_READS, ...OBJECT_WRITES];
  test('by default, with the SageMaker bucket of account and region', () => {
    const expected = expectedGrants(['sagemaker-eu-west-1-123456789012'], all);
    expect(grantsOf({}).sort()).toEqual(expected.sort());
    const without = grantsOf({ ReconciliationSchedule: 'off' });
    expect(without.sort()).toEqual(expected.filter(isNotReconciling).sort());
  });

  test.each(['aws', 'aws-cn', 'aws-us-gov'])('with several buckets, in partition %s', (partition) => {
    const values = { ReportBuckets: 'one, two.dots', 'AWS::Partition': partition };
    expect(grantsOf(values).sort()).toEqual(expectedGrants(['one', 'two.dots'], all, partition).sort());
  });

  test('in a dry run: no write to an object', () => {
    const expected = expectedGrants(['one'], OBJECT_READS).filter(isNotReconciling);
    expect(grantsOf({ ReportBuckets: 'one', Mode: 'dry-run' }).sort()).toEqual(expected.sort());
  });

  test('with KMS keys: these keys, through S3 only', () => {
    const keys = ['arn:aws:kms:eu-west-1:123456789012:key/a', 'arn:aws:kms:eu-west-1:123456789012:key/b'];
    const values = { ReportBuckets: 'one', KmsKeyArns: keys.join(',') };
    const expected = [
      ...expectedGrants(['one'], all),
      ...['kms:Decrypt', 'kms:GenerateDataKey'].flatMap((action) =>
        keys.map((key) => `ReportObjectsPolicy: ${action} on ${key}`),
      ),
    ];
    expect(grantsOf(values).sort()).toEqual(expected.sort());
    const { PolicyDocument: document } = propertiesOf<PolicyProperties>('ReportObjectsPolicy', values);
    expect(document.Statement.at(-1)?.Condition).toEqual({
      StringLike: { 'kms:ViaService': 's3.eu-west-1.*' },
    });
    const dryRun = { ...values, Mode: 'dry-run' };
    expect(grantsOf(dryRun).join()).not.toContain('kms:GenerateDataKey');
    // The key may be that of the ledger, which is written to in a dry run, too.
    const existing = { Ledger: 'existing', LedgerBucket: 'ledger' };
    expect(grantsOf({ ...dryRun, ...existing }).join()).toContain('kms:GenerateDataKey');
  });

  test('with an existing ledger: its records, and nothing else in it', () => {
    const values = { ReportBuckets: 'one', Ledger: 'existing', LedgerBucket: 'ledger', LedgerPrefix: 'a/' };
    const expected = expectedGrants(['one'], all).map((grant) =>
      grant.replace('ref:LedgerStore/day=*', 'ledger/a/day=*'),
    );
    expect(grantsOf(values).sort()).toEqual(expected.sort());
  });

  test('without a ledger: nothing about one', () => {
    const expected = expectedGrants(['one'], all)
      .filter((grant) => !grant.startsWith('Evidence'))
      .filter(isNotReconciling);
    expect(grantsOf({ ReportBuckets: 'one', Ledger: 'none' }).sort()).toEqual(expected.sort());
    const { resources, outputs } = resolveTemplate({ Ledger: 'none' });
    expect(
      [...Object.keys(resources), ...Object.keys(outputs)].filter((name) =>
        /Ledger|Athena|Evidence/.test(name),
      ),
    ).toEqual([]);
  });

  test('with Option 1 looked up: the jobs of this account and region', () => {
    const values = { ReportBuckets: 'one', LookUpTrainingJobs: 'true' };
    const jobs = 'arn:aws:sagemaker:eu-west-1:123456789012:';
    const expected = [
      ...expectedGrants(['one'], all),
      `EvidencePolicy: sagemaker:DescribeProcessingJob on ${jobs}processing-job/*`,
      `EvidencePolicy: sagemaker:DescribeTrainingJob on ${jobs}training-job/*`,
    ];
    expect(grantsOf(values).sort()).toEqual(expected.sort());
    expect(grantsOf({ ...values, Ledger: 'none' }).join()).not.toContain('day=*');
  });

  test('without turning EventBridge on: nothing about notifications, and no function for it', () => {
    const values = { ReportBuckets: 'one', TurnOnEventBridge: 'false' };
    expect(grantsOf(values).sort()).toEqual(
      expectedGrants(['one'], all)
        .filter((grant) => !grant.startsWith('OnDeploy'))
        .sort(),
    );
    expect(
      Object.keys(resolveTemplate(values).resources).filter((name) => /OnDeploy|ForBuckets/.test(name)),
    ).toEqual([]);
  });

  const OURS = ['ref:ReportObjectsPolicy', 'ref:EvidencePolicy'];
  test('there are no other policies than these, and none is made by SAM', () => {
    for (const { Type, Properties } of Object.values(resolveTemplate().resources)) {
      if (Type.startsWith('AWS::IAM::'))
        expect(['AWS::IAM::ManagedPolicy', 'AWS::IAM::Role']).toContain(Type);
      if (Type === 'AWS::IAM::Role') expect(Properties['ManagedPolicyArns'] ?? OURS).toEqual(OURS);
      if (Type === 'AWS::Serverless::Function') {
        expect(Properties['Role']).toMatch(/^arn:On/);
        expect(Properties).not.toHaveProperty('Policies');
      }
    }
  });

  test('the services that may take on a role, and those that a queue or the topic listens to', () => {
    const { resources } = resolveTemplate();
    const trusts = Object.entries(resources).flatMap(([name, { Type, Properties }]) => {
      if (Type !== 'AWS::IAM::Role') return [];
      const { Statement: statements } = Properties['AssumeRolePolicyDocument'] as unknown as {
        Statement: Statement[];
      };
      return statements.map(({ Principal, Condition }) => [name, Principal, Condition]);
    });
    const lambda = { Service: 'lambda.amazonaws.com' };
    const ownAccount = { StringEquals: { 'aws:SourceAccount': '123456789012' } };
    expect(trusts).toEqual([
      ['OnReportCreatedRole', lambda, undefined],
      ['OnBatchTaskRole', lambda, undefined],
      [
        'BatchOperationsRole',
        { Service: 'batchoperations.s3.amazonaws.com' },
        { StringEqualsIfExists: ownAccount.StringEquals },
      ],
      ['OnJobsRole', lambda, undefined],
      [
        'ReconciliationRole',
        { Service: 'scheduler.amazonaws.com' },
        {
          StringEquals: { 'aws:SourceAccount': '123456789012', 'aws:SourceArn': 'arn:Reconciliation' },
        },
      ],
      ['OnDeployRole', lambda, undefined],
    ]);
    const allowed = Object.entries(resources).flatMap(([name, { Type, Properties }]) => {
      if (!/(?:Queue|Topic|Bucket)Policy$/.test(Type)) return [];
      const { PolicyDocument } = Properties as unknown as PolicyProperties;
      return PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow').map(
        ({ Principal, Action, Condition }) => [name, Principal, Action, Condition],
      );
    });
    expect(allowed).toEqual([
      [
        'RuleQueuePolicy',
        { Service: 'events.amazonaws.com' },
        'sqs:SendMessage',
        { ArnEquals: { 'aws:SourceArn': 'arn:ReportCreatedRule' } },
      ],
      [
        'ReconciliationQueuePolicy',
        { Service: 'events.amazonaws.com' },
        'sqs:SendMessage',
        { ArnEquals: { 'aws:SourceArn': 'arn:CompletionReportRule' } },
      ],
      ['AlarmsPolicy', { Service: 'cloudwatch.amazonaws.com' }, 'sns:Publish', ownAccount],
    ]);
  });

  test('jobs are created, tagged and cancelled with the tag of the stack only', () => {
    const { Policies } = propertiesOf<{ Policies: { PolicyDocument: { Statement: Statement[] } }[] }>(
      'OnJobsRole',
    );
    const tag = (key: string) => ({ [`aws:${key}/${STACK_TAG}`]: 'stack' });
    const conditions = new Map(
      Policies[0]?.PolicyDocument.Statement.map(({ Action, Condition }) => [String(Action), Condition]),
    );
    expect(conditions.get('s3:UpdateJobStatus')).toEqual({ StringEquals: tag('ResourceTag') });
    expect(conditions.get('s3:PutJobTagging')).toEqual({ StringEquals: tag('RequestTag') });
    expect(conditions.get('s3:CreateJob')).toEqual({
      StringEquals: { 's3:RequestJobOperation': 'LambdaInvoke', ...tag('RequestTag') },
    });
    expect(conditions.get('iam:PassRole')).toEqual({
      StringEquals: { 'iam:PassedToService': 'batchoperations.s3.amazonaws.com' },
    });
  });

  test.each([
    ['another action', (text: string) => text.replace('"s3:PutObject"', '"s3:DeleteObject"')],
    ['the whole ledger', (text: string) => text.replace(/[^/]*day=\*/, '*')],
    ['all objects', (text: string) => text.replaceAll('/profiler-output/profiler-report.*', '/*')],
    [
      'all queues',
      (text: string) => text.replace('"Resource":{"Fn::GetAtt":"ReportQueue.Arn"}', '"Resource":"*"'),
    ],
    ['every action', (text: string) => text.replace('"s3:ListBucketVersions"', '"s3:*"')],
    [
      'all but some',
      (text: string) => text.replace('"Resource":{"Fn::GetAtt":"ReportQueue.Arn"}', '"NotResource":"x"'),
    ],
  ])('a wider grant is found: %s', (_what, widen) => {
    const text = JSON.stringify(readTemplate());
    const wider: Template = JSON.parse(widen(text));
    const expected = expectedGrants(['sagemaker-eu-west-1-123456789012'], all);
    expect(widen(text)).not.toBe(text);
    expect(() => expect(grantsOf({}, wider).sort()).toEqual(expected.sort())).toThrow();
  });
});
