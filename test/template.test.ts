/** What the template grants, worked out as CloudFormation would; and that it says what the documents say. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { auditRecordSchema } from '../src/audit/schema.ts';
import { METRIC, METRICS_NAMESPACE, metricOf } from '../src/lambda/meter.ts';
import { parseSettings } from '../src/lambda/settings.ts';
import { software } from '../src/report/software.ts';
import {
  type ParameterValues,
  propertiesOf,
  readTemplate,
  resolveTemplate,
  type Template,
} from './support/template.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}
interface PolicyProperties {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}
interface FunctionProperties {
  readonly Environment: { readonly Variables: Record<string, string> };
}
const listOf = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

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
  statements.flatMap(({ Effect, Action, Resource }) =>
    listOf(Action).flatMap((action) =>
      listOf(Resource).map(
        (resource) => `${name}: ${Effect === 'Allow' ? '' : `${Effect} `}${action} on ${resource}`,
      ),
    ),
  );

const OBJECT_READS = ['GetObject', 'GetObjectTagging', 'GetObjectRetention', 'GetObjectLegalHold'];
const OBJECT_WRITES = ['PutObject', 'PutObjectTagging', 'PutObjectRetention', 'PutObjectLegalHold'];
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
    ...arns.map((arn) => `ReportObjectsPolicy: s3:ListBucket on ${arn}`),
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
    ...log('OnDeploy'),
    ...['GetBucketNotification', 'PutBucketNotification'].flatMap((action) =>
      arns.map((arn) => `OnDeployRole: s3:${action} on ${arn}`),
    ),
  ];
}

describe('the roles may do exactly this', () => {
  const all = [...OBJECT_READS, ...OBJECT_WRITES];
  test('by default, with the SageMaker bucket of account and region', () => {
    const expected = expectedGrants(['sagemaker-eu-west-1-123456789012'], all);
    expect(grantsOf({}).sort()).toEqual(expected.sort());
  });

  test.each(['aws', 'aws-cn', 'aws-us-gov'])('with several buckets, in partition %s', (partition) => {
    const values = { ReportBuckets: 'one, two.dots', 'AWS::Partition': partition };
    expect(grantsOf(values).sort()).toEqual(expectedGrants(['one', 'two.dots'], all, partition).sort());
  });

  test('in a dry run: no write to an object', () => {
    const expected = expectedGrants(['one'], OBJECT_READS);
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
    expect(grantsOf({ ...values, Mode: 'dry-run' }).join()).not.toContain('kms:GenerateDataKey');
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

  test('there are no other policies than these, and none is made by SAM', () => {
    for (const { Type, Properties } of Object.values(resolveTemplate().resources)) {
      if (Type.startsWith('AWS::IAM::'))
        expect(['AWS::IAM::ManagedPolicy', 'AWS::IAM::Role']).toContain(Type);
      if (Type === 'AWS::IAM::Role')
        expect(Properties['ManagedPolicyArns'] ?? ['ref:ReportObjectsPolicy']).toEqual([
          'ref:ReportObjectsPolicy',
        ]);
      if (Type === 'AWS::Serverless::Function') {
        expect(Properties['Role']).toMatch(/^arn:On/);
        expect(Properties).not.toHaveProperty('Policies');
      }
    }
  });

  test.each([
    ['another action', (text: string) => text.replace('"s3:PutObject"', '"s3:DeleteObject"')],
    ['all objects', (text: string) => text.replaceAll('/profiler-output/profiler-report.*', '/*')],
    [
      'all queues',
      (text: string) => text.replace('{"Fn::GetAtt":"ReportQueue.Arn"},"Effect"', '"*","Effect"'),
    ],
    ['every action', (text: string) => text.replace('"s3:ListBucket"', '"s3:*"')],
  ])('a wider grant is found: %s', (_what, widen) => {
    const text = JSON.stringify(readTemplate()).replace(
      /"Resource":(\{"Fn::GetAtt":"ReportQueue.Arn"\})/,
      '"Resource":$1,"Effect":"Allow"',
    );
    const wider: Template = JSON.parse(widen(text));
    const expected = expectedGrants(['sagemaker-eu-west-1-123456789012'], all);
    expect(grantsOf({}, JSON.parse(text)).sort()).toEqual(expected.sort());
    expect(grantsOf({}, wider).sort()).not.toEqual(expected.sort());
  });
});

describe('events reach the function, and none is lost', () => {
  const { resources } = resolveTemplate({ ReportBuckets: 'one,two' });
  const properties = (name: string): Record<string, unknown> => resources[name]?.Properties ?? {};

  test('the rule takes the report objects of the buckets', () => {
    expect(properties('ReportCreatedRule')['EventPattern']).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: ['one', 'two'] },
        object: {
          key: [
            { suffix: '/profiler-output/profiler-report.ipynb' },
            { suffix: '/profiler-output/profiler-report.html' },
            'profiler-output/profiler-report.ipynb',
            'profiler-output/profiler-report.html',
          ],
        },
      },
    });
    expect(properties('ReportCreatedRule')['Targets']).toMatchObject([
      { Arn: 'arn:ReportQueue', DeadLetterConfig: { Arn: 'arn:UndeliveredEvents' } },
    ]);
  });

  test('the queue waits six times as long as the function may take, and keeps the failed ones', () => {
    const queue = properties('ReportQueue');
    const { Timeout, Events } = properties('OnReportCreated') as unknown as {
      Timeout: number;
      Events: { Queue: { Properties: Record<string, unknown> } };
    };
    const source = Events.Queue.Properties;
    expect(Number(queue['VisibilityTimeout'])).toBeGreaterThanOrEqual(
      6 * Timeout + Number(source['MaximumBatchingWindowInSeconds']),
    );
    expect(queue['RedrivePolicy']).toEqual({
      deadLetterTargetArn: 'arn:ReportDeadLetters',
      maxReceiveCount: 5,
    });
    expect(Number(queue['MessageRetentionPeriod'])).toBeLessThan(
      Number(properties('ReportDeadLetters')['MessageRetentionPeriod']),
    );
    expect(source).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      Enabled: true,
      ScalingConfig: { MaximumConcurrency: '5' },
    });
  });

  test('the kill switch stops the queue from being drained, and removes nothing', () => {
    const off = resolveTemplate({ DrainQueue: 'false' }).resources;
    expect(off['OnReportCreated']?.Properties['Events']).toMatchObject({
      Queue: { Properties: { Enabled: false } },
    });
    expect(Object.keys(off)).toEqual(Object.keys(resolveTemplate().resources));
  });

  test('every queue, topic and bucket is for TLS only, queues and buckets are encrypted', () => {
    const policies = Object.values(resources).filter(({ Type }) =>
      /QueuePolicy|TopicPolicy|BucketPolicy/.test(Type),
    );
    const covered = policies.flatMap(({ Properties }) => {
      const { Statement: statements } = Properties['PolicyDocument'] as unknown as { Statement: Statement[] };
      const tls = statements.filter(
        ({ Effect, Condition }) =>
          Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
      );
      return tls.flatMap(({ Resource }) => listOf(Resource));
    });
    for (const [name, { Type, Properties }] of Object.entries(resources)) {
      if (Type === 'AWS::SQS::Queue') {
        expect(covered).toContain(`arn:${name}`);
        expect(Properties['SqsManagedSseEnabled']).toBe(true);
      }
      if (Type === 'AWS::SNS::Topic') expect(covered).toContain(`ref:${name}`);
      if (Type === 'AWS::S3::Bucket') {
        expect(covered).toEqual(expect.arrayContaining([`arn:${name}`, `arn:${name}/*`]));
        expect(Properties).toMatchObject({
          BucketEncryption: expect.anything(),
          PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
        });
      }
    }
  });

  test('what holds evidence outlives the stack', () => {
    for (const name of [
      'OnReportCreatedLog',
      'OnBatchTaskLog',
      'ReportDeadLetters',
      'UndeliveredEvents',
      'JobReports',
    ])
      expect([name, resources[name]?.DeletionPolicy]).toEqual([name, 'Retain']);
  });
});

describe('the template and the code say the same', () => {
  const template = readTemplate();
  const { resources } = resolveTemplate();
  const allowed = (name: string) => (template.Parameters[name]?.['AllowedValues'] ?? []) as string[];

  test('the environment is what the functions take', () => {
    for (const name of ['OnReportCreated', 'OnBatchTask']) {
      const { Variables: variables } = propertiesOf<FunctionProperties>(name).Environment;
      expect(parseSettings(variables)).toEqual({ mode: 'enforce', html: 'record', sizeLimitBytes: 67108864 });
      expect(Object.keys(variables)).toEqual(['MODE', 'HTML_REPORTS', 'MAX_OBJECT_BYTES', 'STACK_NAME']);
    }
    for (const Mode of allowed('Mode')) {
      for (const HtmlReports of allowed('HtmlReports')) {
        const values = { Mode, HtmlReports };
        const { Environment } = propertiesOf<FunctionProperties>('OnReportCreated', values);
        expect(parseSettings(Environment.Variables)).toMatchObject({ mode: Mode, html: HtmlReports });
      }
    }
  });

  test('every parameter has a description, a default, a group and a label', () => {
    const { ParameterGroups: groups, ParameterLabels: labels } = (
      template['Metadata'] as Record<string, never>
    )['AWS::CloudFormation::Interface'] as unknown as {
      ParameterGroups: { Parameters: string[] }[];
      ParameterLabels: Record<string, unknown>;
    };
    const names = Object.keys(template.Parameters).sort();
    for (const name of names) {
      expect(template.Parameters[name]).toMatchObject({ Description: expect.any(String) });
      expect(template.Parameters[name]).toHaveProperty('Default');
    }
    expect(groups.flatMap(({ Parameters }) => Parameters).sort()).toEqual(names);
    expect(Object.keys(labels).sort()).toEqual(names);
  });

  test('the functions run on nodejs24.x, arm64, bundled from sources that exist', () => {
    const { Globals: globals } = template as unknown as { Globals: { Function: Record<string, unknown> } };
    expect(globals.Function).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    const functions = Object.values(template['Resources'] as Record<string, never>).filter(
      ({ Type }: { Type: string }) => Type === 'AWS::Serverless::Function',
    ) as unknown as {
      Properties: { Handler: string };
      Metadata: { BuildMethod: string; BuildProperties: { EntryPoints: [string] } };
    }[];
    expect(functions).toHaveLength(3);
    for (const { Properties, Metadata } of functions) {
      const [entryPoint] = Metadata.BuildProperties.EntryPoints;
      expect(existsSync(new URL(`../${entryPoint}`, import.meta.url))).toBe(true);
      expect(Properties.Handler).toBe(`${entryPoint.split('/').at(-1)?.replace('.ts', '')}.handler`);
      expect(Metadata.BuildMethod).toBe('esbuild');
    }
  });

  test('the version is that of the software', () => {
    expect(template['Metadata']).toMatchObject({
      'AWS::ServerlessRepo::Application': { SemanticVersion: software.version },
    });
  });

  test('alarms and dashboard look at metrics that exist', () => {
    const ours = new Set([
      ...auditRecordSchema.properties.outcome.enum.map(metricOf),
      ...Object.values(METRIC),
    ]);
    for (const { Type, Properties } of Object.values(resources)) {
      if (Type !== 'AWS::CloudWatch::Alarm' || Properties['Namespace'] !== METRICS_NAMESPACE) continue;
      expect(ours).toContain(Properties['MetricName']);
      expect(Properties['Dimensions']).toEqual([{ Name: 'service', Value: 'stack' }]);
    }
    const body = JSON.parse(String(resources['Dashboard']?.Properties['DashboardBody'])) as {
      widgets: { properties: { metrics?: unknown[][] } }[];
    };
    let [namespace, dimension]: unknown[] = [];
    for (const { properties } of body.widgets) {
      for (const [first, metric, name] of properties.metrics ?? []) {
        if (first === '...') continue;
        namespace = first === '.' ? namespace : first;
        dimension = name === '.' ? dimension : name;
        if (namespace === METRICS_NAMESPACE) expect(ours).toContain(metric);
        expect(['service', 'QueueName', 'FunctionName']).toContain(dimension);
      }
    }
  });

  test('saved queries ask for fields that records have', () => {
    const fieldsOf = (schema: object, path: string): string[] =>
      'properties' in schema
        ? Object.entries(schema.properties as Record<string, object>).flatMap(([name, inner]) =>
            fieldsOf(inner, `${path}.${name}`),
          )
        : [path];
    const known = new Set(fieldsOf(auditRecordSchema, 'audit'));
    const queries = Object.values(resources).filter(({ Type }) => Type === 'AWS::Logs::QueryDefinition');
    expect(queries).toHaveLength(5);
    for (const { Properties } of queries) {
      const asked = String(Properties['QueryString']).match(/audit(?:\.[A-Za-z0-9]+)+/g) ?? [];
      expect(asked.length).toBeGreaterThan(0);
      for (const field of asked) expect(known).toContain(field);
    }
  });

  test('every alarm tells the topic, and has its entry in TROUBLESHOOTING', () => {
    const text = readFileSync(new URL('../docs/TROUBLESHOOTING.md', import.meta.url), 'utf8');
    const alarms = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThanOrEqual(7);
    for (const [name, { Properties }] of alarms) {
      expect(text).toContain(`### ${name}\n`);
      expect(Properties['AlarmDescription']).toContain(`docs/TROUBLESHOOTING.md, ${name}.`);
      expect(Properties['AlarmActions']).toEqual(['ref:Alarms']);
    }
  });
});
