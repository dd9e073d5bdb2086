/** The template's event patterns, and below each events with what it must say about them, for `Match.java`. */
import { readdirSync, readFileSync } from 'node:fs';
import { propertiesOf } from '../../support/template/template.ts';

const BUCKET = 'sagemaker-us-east-1-123456789012';
const EVENTS = new URL('../../../events/', import.meta.url);
const values = { ReportBuckets: `${BUCKET},second`, 'AWS::Region': 'us-east-1' };
const { EventPattern } = propertiesOf<{ readonly EventPattern: unknown }>('ReportCreatedRule', values);
console.log(`rule ${JSON.stringify(EventPattern)}`);

for (const name of readdirSync(EVENTS).filter((file) => file.startsWith('eventbridge'))) {
  const event: unknown = JSON.parse(readFileSync(new URL(name, EVENTS), 'utf8'));
  console.log(`${name !== 'eventbridge-delete.json'} ${JSON.stringify(event)}`);
}

const event = JSON.parse(readFileSync(new URL('eventbridge.json', EVENTS), 'utf8'));
const ask = (expected: boolean, key: string, bucket = BUCKET, type = 'Object Created', source = 'aws.s3') => {
  const detail = { ...event.detail, bucket: { name: bucket }, object: { ...event.detail.object, key } };
  console.log(`${expected} ${JSON.stringify({ ...event, source, 'detail-type': type, detail })}`);
};
for (const ending of ['ipynb', 'html']) {
  ask(true, `a/profiler-output/profiler-report.${ending}`);
  ask(true, `profiler-output/profiler-report.${ending}`);
  ask(true, `ä b/100%/+/profiler-output/profiler-report.${ending}`, 'second');
  ask(false, `x-profiler-output/profiler-report.${ending}`);
  ask(false, `a/x-profiler-output/profiler-report.${ending}`);
  ask(false, `a/profiler-output/profiler-report.${ending}.bak`);
  ask(false, `a/profiler-output/profiler-report.${ending}`, 'third');
  ask(false, `a/profiler-output/profiler-report.${ending}`, `${BUCKET}-x`);
  ask(false, `a/profiler-output/profiler-report.${ending}`, BUCKET, 'Object Deleted');
  ask(false, `a/profiler-output/profiler-report.${ending}`, BUCKET, 'Object Created', 'own.source');
}
ask(false, 'a/profiler-output/.ipynb_checkpoints/profiler-report-checkpoint.html');
ask(false, 'a/profiler-output/profiler-reports/BatchSize.json');

const reports = propertiesOf<{ readonly EventPattern: unknown }>('CompletionReportRule', values);
console.log(`rule ${JSON.stringify(reports.EventPattern)}`);
const id = 'd6e58ec4-897a-4b6d-975f-10d7f0fb63ce';
ask(true, `reconciliation/job-${id}/manifest.json`, 'ref:JobReports');
ask(false, `reconciliation/job-${id}/manifest.json.md5`, 'ref:JobReports');
ask(false, `reconciliation/job-${id}/coverage.json`, 'ref:JobReports');
ask(false, `reconciliation/job-${id}/results/a.csv`, 'ref:JobReports');
ask(false, `backfill/job-${id}/manifest.json`, 'ref:JobReports');
ask(false, `reconciliation/job-${id}/manifest.json`, BUCKET);

const watching = { WatchTrainingJobs: 'true' };
const jobs = propertiesOf<{ readonly EventPattern: unknown }>('TrainingJobRule', watching);
console.log(`rule ${JSON.stringify(jobs.EventPattern)}`);
const readJobEvent = (name: string) =>
  JSON.parse(readFileSync(new URL(`on-training-job/${name}.json`, EVENTS), 'utf8'));
const started = readJobEvent('eventbridge');
const askJob = (expected: boolean, more: object, detail: object = {}) =>
  console.log(
    `${expected} ${JSON.stringify({ ...started, ...more, detail: { ...started.detail, ...detail } })}`,
  );
askJob(true, {});
askJob(true, {}, { SecondaryStatus: 'Downloading', TuningJobArn: 'arn' });
askJob(true, {}, { CreationTime: '1772442847381', HyperParameters: undefined });
for (const TrainingJobStatus of ['Completed', 'Failed', 'Stopping', 'Stopped', undefined])
  askJob(false, {}, { TrainingJobStatus });
askJob(false, { source: 'own.source' });
askJob(false, { 'detail-type': 'SageMaker Processing Job State Change' });
console.log(`false ${JSON.stringify(readJobEvent('eventbridge-completed'))}`);
console.log(`false ${JSON.stringify(event)}`);
