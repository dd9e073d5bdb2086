/** The ledger in the template: the bucket, the table over it, and the questions to it. */

import { describe, expect, test } from 'vitest';
import { FIRST_LEDGER_DAY, ledgerKey } from '../../src/audit/record/ledger.ts';
import { auditRecordSchema } from '../../src/audit/record/schema.ts';
import { recordOf, stateOf } from '../support/records.ts';
import type { PolicyProperties } from '../support/template/policies.ts';
import {
  type ParameterValues,
  propertiesOf,
  readTemplate,
  resolveTemplate,
} from '../support/template/template.ts';

interface TableProperties {
  readonly DatabaseName: string;
  readonly TableInput: {
    readonly Parameters: Readonly<Record<string, string>>;
    readonly PartitionKeys: readonly { readonly Name: string }[];
    readonly StorageDescriptor: {
      readonly Location: string;
      readonly Columns: readonly { readonly Name: string; readonly Type: string }[];
    };
  };
}

/** The Glue type of a part of the record's schema, names in lower case as Athena has them. */
function glueTypeOf(schema: object): string {
  if ('properties' in schema) {
    const fields = Object.entries(schema.properties as Record<string, object>);
    return `struct<${fields.map(([name, inner]) => `${name.toLowerCase()}:${glueTypeOf(inner)}`).join(',')}>`;
  }
  const { type, items, enum: values, const: only } = schema as Record<string, unknown>;
  if (type === 'array') return `array<${glueTypeOf(items as object)}>`;
  if (type === 'integer') return 'bigint';
  if (type === 'boolean' || (Array.isArray(type) && type[0] === 'boolean') || only === true) return 'boolean';
  if (type === 'string' || Array.isArray(values) || typeof only === 'string') return 'string';
  throw new Error(`no Glue type for ${JSON.stringify(schema)}`);
}

describe('the table', () => {
  const { DatabaseName, TableInput: table } = propertiesOf<TableProperties>('LedgerTable', {
    LedgerPrefix: 'a/',
  });

  test('has the columns that the schema of records has', () => {
    const columns = table.StorageDescriptor.Columns.map(({ Name, Type }) => [Name, Type]);
    const expected = Object.entries(auditRecordSchema.properties).map(([name, schema]) => [
      name.toLowerCase(),
      glueTypeOf(schema),
    ]);
    expect(columns).toEqual(expected);
    expect(DatabaseName).toBe('ref:LedgerDatabase');
  });

  test('finds records where the ledger puts them', () => {
    const template = table.Parameters['storage.location.template'] ?? '';
    const record = recordOf({ before: stateOf('before', 'v1') });
    expect(`s3://ref:LedgerStore/a/${ledgerKey(record)}`).toBe(
      `${template.replace(/\$\{day\}/, '2026-01-01')}${record.id}.json`,
    );
    expect(table.StorageDescriptor.Location).toBe('s3://ref:LedgerStore/a/');
    expect(table.PartitionKeys).toEqual([{ Name: 'day', Type: 'string' }]);
    expect(table.Parameters).toMatchObject({
      'projection.enabled': 'true',
      'projection.day.type': 'date',
      'projection.day.format': 'yyyy-MM-dd',
      'projection.day.range': `${FIRST_LEDGER_DAY},NOW`,
    });
  });

  test('lies in a database of the stack, whose name Glue takes', () => {
    const { DatabaseInput: database } = propertiesOf<{ DatabaseInput: { Name: string } }>('LedgerDatabase');
    expect(database.Name).toBe('profiler_opt_out_0a1b2c3d');
  });
});

test('the saved queries ask the table, day by day, for columns that it has', () => {
  const { resources } = resolveTemplate();
  const queries = Object.values(resources).filter(({ Type }) => Type === 'AWS::Athena::NamedQuery');
  expect(queries).toHaveLength(3);
  const fields = new Set(
    Object.entries(auditRecordSchema.properties).flatMap(([name, schema]) =>
      'properties' in schema
        ? Object.keys(schema.properties).map((inner) => `${name}.${inner}`.toLowerCase())
        : [],
    ),
  );
  for (const { Properties } of queries) {
    const text = String(Properties['QueryString']);
    expect(Properties['Database']).toBe('ref:LedgerDatabase');
    expect(text).toContain('FROM audit_records');
    expect(text).toMatch(/day BETWEEN '/);
    const asked = text.match(/\b(?:object|report|html|optionone|software)\.[a-z]+/g) ?? [];
    expect(asked.length).toBeGreaterThan(1);
    for (const field of asked) expect(fields).toContain(field);
  }
});

describe('the bucket', () => {
  const bucket = (values: ParameterValues = {}) =>
    propertiesOf<Record<string, unknown>>('LedgerStore', values);

  test('keeps versions, is encrypted, closed to the public, and stays when the stack goes', () => {
    expect(bucket()).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{}] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(bucket()).not.toHaveProperty('ObjectLockEnabled');
    expect(resolveTemplate().resources['LedgerStore']).toMatchObject({ DeletionPolicy: 'Retain' });
    const { PolicyDocument } = propertiesOf<PolicyProperties>('LedgerStorePolicy');
    expect(PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Sid: 'CreateOnly' },
    ]);
  });

  test('takes no write that could replace a record, whoever makes it', () => {
    const { PolicyDocument } = propertiesOf<PolicyProperties>('LedgerStorePolicy');
    expect(PolicyDocument.Statement.find(({ Sid }) => Sid === 'CreateOnly')).toEqual({
      Sid: 'CreateOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: 'arn:LedgerStore/*',
      Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
    });
  });

  test('locks records when that is asked for', () => {
    expect(bucket({ LedgerRetentionDays: '365', LedgerRetentionMode: 'COMPLIANCE' })).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: '365' } },
      },
    });
  });

  test('is made only when there is none', () => {
    const { resources } = resolveTemplate({ Ledger: 'existing', LedgerBucket: 'ledger' });
    expect(Object.keys(resources).filter((name) => name.startsWith('LedgerStore'))).toEqual([]);
    expect(
      propertiesOf<TableProperties>('LedgerTable', { Ledger: 'existing', LedgerBucket: 'ledger' }).TableInput
        .StorageDescriptor.Location,
    ).toBe('s3://ledger/');
  });
});

test('parameters that do not go together are refused before anything is made', () => {
  const rules = readTemplate()['Rules'] as unknown as Record<
    string,
    { Assertions: [{ AssertDescription: string }] }
  >;
  expect(Object.keys(rules)).toEqual([
    'ExistingLedgerIsNamed',
    'NoOtherLedgerIsNamed',
    'OnlyCreatedLedgersAreLocked',
    'OnlyWatchedJobsAreTold',
  ]);
  for (const { Assertions } of Object.values(rules))
    expect(Assertions[0].AssertDescription).toMatch(/Ledger|TrainingJob/);
});
