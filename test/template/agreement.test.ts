/** The template, the code and the documents say the same. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { JOB_OUTCOMES } from '../../src/audit/record/job-record-schema.ts';
import { REPORT_OUTCOMES } from '../../src/audit/record/report-record-schema.ts';
import { auditRecordSchema } from '../../src/audit/record/schema.ts';
import { METRIC, METRICS_NAMESPACE, metricOf, metricOfJob } from '../../src/lambda/meter.ts';
import { parseSettings } from '../../src/lambda/settings.ts';
import { software } from '../../src/report/software.ts';
import { functionOptions } from '../../tools/bundle-options.ts';
import { propertiesOf, readTemplate, resolveTemplate } from '../support/template/template.ts';

interface FunctionProperties {
  readonly Environment: { readonly Variables: Record<string, string> };
}

describe('the template and the code say the same', () => {
  const template = readTemplate();
  const { resources } = resolveTemplate();
  const allowed = (name: string) => (template.Parameters[name]?.['AllowedValues'] ?? []) as string[];

  test('the environment is what the functions take', () => {
    for (const name of ['OnReportCreated', 'OnBatchTask']) {
      const { Variables: variables } = propertiesOf<FunctionProperties>(name).Environment;
      expect(parseSettings({ ...variables, LEDGER_BUCKET: 'made-by-the-stack' })).toEqual({
        policy: { mode: 'enforce', html: 'record', sizeLimitBytes: 67108864 },
        ledger: { bucket: 'made-by-the-stack', prefix: '' },
        looksUpTrainingJobs: false,
      });
      expect(Object.keys(variables)).toEqual([
        'MODE',
        'HTML_REPORTS',
        'MAX_OBJECT_BYTES',
        'LOOK_UP_TRAINING_JOBS',
        'LEDGER_BUCKET',
        'LEDGER_PREFIX',
        'STACK_NAME',
        ...(name === 'OnBatchTask' ? ['JOB_PREFIX'] : []),
      ]);
      expect(variables['LEDGER_BUCKET']).toBe('ref:LedgerStore');
      const none = propertiesOf<FunctionProperties>(name, { Ledger: 'none', LookUpTrainingJobs: 'true' });
      expect(parseSettings(none.Environment.Variables)).toMatchObject({
        ledger: undefined,
        looksUpTrainingJobs: true,
      });
    }
    for (const Mode of allowed('Mode')) {
      for (const HtmlReports of allowed('HtmlReports')) {
        const values = { Mode, HtmlReports };
        const own = { ...values, Ledger: 'existing', LedgerBucket: 'ledger', LedgerPrefix: 'a/' };
        const { Environment } = propertiesOf<FunctionProperties>('OnReportCreated', own);
        expect(parseSettings(Environment.Variables)).toMatchObject({
          policy: { mode: Mode, html: HtmlReports },
          ledger: { bucket: 'ledger', prefix: 'a/' },
        });
      }
    }
  });

  test('the environment of the function that watches jobs is what it takes', () => {
    const values = { WatchTrainingJobs: 'true', LedgerPrefix: 'a/' };
    const { Variables: variables } = propertiesOf<FunctionProperties>('OnTrainingJob', values).Environment;
    expect(variables).toEqual({
      LEDGER_BUCKET: 'ref:LedgerStore',
      LEDGER_PREFIX: 'a/',
      STACK_NAME: 'stack',
    });
    const without = propertiesOf<FunctionProperties>('OnTrainingJob', { ...values, Ledger: 'none' });
    expect(parseSettings(without.Environment.Variables).ledger).toBeUndefined();
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
    const { Globals: globals } = template as unknown as { Globals: { Function: { CodeUri: string } } };
    const sources = new URL(`../../${globals.Function.CodeUri}`, import.meta.url);
    expect(globals.Function).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    const functions = Object.values(template['Resources'] as Record<string, never>).filter(
      ({ Type }: { Type: string }) => Type === 'AWS::Serverless::Function',
    ) as unknown as {
      Properties: { Handler: string };
      Metadata: { BuildMethod: string; BuildProperties: { EntryPoints: [string]; Alias: string[] } };
    }[];
    expect(functions).toHaveLength(5);
    for (const { Properties, Metadata } of functions) {
      const [entryPoint] = Metadata.BuildProperties.EntryPoints;
      expect(existsSync(new URL(entryPoint, sources))).toBe(true);
      expect(Properties.Handler).toBe(`${entryPoint.split('/').at(-1)?.replace('.ts', '')}.handler`);
      expect(Metadata.BuildMethod).toBe('esbuild');
      // As tools/ builds them, with paths from where the sources lie.
      expect(
        Metadata.BuildProperties.Alias.map((each) => each.replace('=./', `=${sources.pathname}`)),
      ).toEqual(Object.entries(functionOptions.alias).map((each) => each.join('=')));
    }
    // What makes sam build install the packages again, once for each function.
    expect(existsSync(new URL('package.json', sources))).toBe(false);
  });

  test('the version is that of the software', () => {
    expect(template['Metadata']).toMatchObject({
      'AWS::ServerlessRepo::Application': { SemanticVersion: software.version },
    });
  });

  test('alarms and dashboard look at metrics that exist', () => {
    const ours = new Set([
      ...REPORT_OUTCOMES.map(metricOf),
      ...JOB_OUTCOMES.map(metricOfJob),
      ...Object.values(METRIC),
    ]);
    for (const { Type, Properties } of Object.values(
      resolveTemplate({ LookUpTrainingJobs: 'true', WatchTrainingJobs: 'true' }).resources,
    )) {
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
    const { resources: all } = resolveTemplate({ WatchTrainingJobs: 'true' });
    const queries = Object.values(all).filter(({ Type }) => Type === 'AWS::Logs::QueryDefinition');
    expect(queries).toHaveLength(6);
    for (const { Properties } of queries) {
      const asked = String(Properties['QueryString']).match(/audit(?:\.[A-Za-z0-9]+)+/g) ?? [];
      expect(asked.length).toBeGreaterThan(0);
      for (const field of asked) expect(known).toContain(field);
    }
  });

  test('every alarm tells the topic, and has its entry in TROUBLESHOOTING', () => {
    const text = readFileSync(new URL('../../docs/TROUBLESHOOTING.md', import.meta.url), 'utf8');
    const { resources: all } = resolveTemplate({ LookUpTrainingJobs: 'true', WatchTrainingJobs: 'true' });
    const alarms = Object.entries(all).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThanOrEqual(12);
    for (const [name, { Properties }] of alarms) {
      expect(text).toContain(`### ${name}\n`);
      expect(Properties['AlarmDescription']).toContain(`docs/TROUBLESHOOTING.md, ${name}.`);
      expect(Properties['AlarmActions']).toEqual(['ref:Alarms']);
    }
  });
});
