/** What the roles of a stack have to be allowed besides the functions' own calls, and what they must not be. */
import { ACCOUNT } from './clients.ts';
import type { Attempt } from './permissions.ts';
import type { Stack } from './stack.ts';

type AttemptsByRole = Readonly<Record<string, readonly Attempt[]>>;

const NOT_THERE = { 's3:ObjectCreationOperation': 'true', 's3:if-none-match': '*' };

/** `own`: what Lambda and S3 do with the roles. `forbidden`: what nobody may do with them. */
export function attemptsByRole(
  stack: Stack,
  bucket: string,
): { readonly own: AttemptsByRole; readonly forbidden: AttemptsByRole } {
  const idOf = (name: string): string => stack.ids[name] ?? `no ${name}`;
  const reports = `arn:aws:s3:::${bucket}`;
  const report = `${reports}/job/rule-output/ProfilerReport/profiler-output/profiler-report.ipynb`;
  const ledger = `arn:aws:s3:::${idOf('LedgerStore')}`;
  const jobReports = `arn:aws:s3:::${idOf('JobReports')}`;
  const region = `us-east-1:${ACCOUNT}`;
  const queueOf = (name: string) => `arn:aws:sqs:${region}:${idOf(name).split('/').at(-1)}`;
  const logOf = (name: string) => `arn:aws:logs:${region}:log-group:${idOf(name)}:log-stream:x`;
  const functionOf = (name: string) => `arn:aws:lambda:${region}:function:${name}`;
  const attempt = (
    action: string,
    resource: string,
    context: Readonly<Record<string, string>> = {},
  ): Attempt => ({
    action,
    resource,
    context,
  });

  const writesItsLog = (name: string) => [attempt('logs:PutLogEvents', logOf(name))];
  const processesReports: Attempt[] = [
    attempt('s3:GetObject', 'arn:aws:s3:::another-bucket/job/profiler-output/profiler-report.ipynb'),
    attempt('s3:PutObject', 'arn:aws:s3:::another-bucket/job/profiler-output/profiler-report.ipynb'),
    attempt('s3:ListBucket', 'arn:aws:s3:::another-bucket'),
    attempt('s3:GetObject', `${reports}/job/output/model.tar.gz`),
    attempt('s3:PutObject', `${reports}/job/output/model.tar.gz`),
    attempt('s3:PutObject', `${reports}/job/profiler-output/profiler-reports/BatchSize.json`),
    attempt('s3:GetObject', `${reports}/x-profiler-output/profiler-report.ipynb`),
    attempt('s3:DeleteObject', report),
    attempt('s3:DeleteObjectVersion', report),
    attempt('s3:PutObjectAcl', report),
    attempt('s3:BypassGovernanceRetention', report),
    attempt('s3:PutBucketPolicy', reports),
    attempt('s3:PutBucketNotification', reports),
    attempt('s3:GetObject', `${ledger}/day=2026-01-01/record.json`),
    attempt('s3:DeleteObject', `${ledger}/day=2026-01-01/record.json`),
    attempt('s3:PutObject', `${ledger}/day=2026-01-01/record.json`, { 's3:ObjectCreationOperation': 'true' }),
    attempt('s3:PutObject', `${ledger}/elsewhere/record.json`, NOT_THERE),
    attempt('s3:PutObject', `${ledger}/day=2026-01-01/record.json`, {
      ...NOT_THERE,
      'aws:SecureTransport': 'false',
    }),
    attempt('s3:ListBucket', ledger),
    attempt('s3:GetObject', `${jobReports}/reports/report.csv`),
    attempt('sqs:SendMessage', queueOf('ReportQueue')),
    attempt('sqs:ReceiveMessage', queueOf('ReportDeadLetters')),
    attempt('sagemaker:DescribeTrainingJob', `arn:aws:sagemaker:${region}:training-job/job`),
    attempt('sagemaker:StopTrainingJob', `arn:aws:sagemaker:${region}:training-job/job`),
    attempt('kms:Decrypt', `arn:aws:kms:${region}:key/1234abcd-12ab-34cd-56ef-1234567890ab`),
    attempt('lambda:InvokeFunction', functionOf(idOf('OnDeploy'))),
    attempt('logs:PutLogEvents', logOf('OnDeployLog')),
  ];
  return {
    own: {
      OnReportCreatedRole: [
        ...writesItsLog('OnReportCreatedLog'),
        ...['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((action) =>
          attempt(action, queueOf('ReportQueue')),
        ),
      ],
      OnBatchTaskRole: writesItsLog('OnBatchTaskLog'),
      OnDeployRole: writesItsLog('OnDeployLog'),
      BatchOperationsRole: [
        attempt('lambda:InvokeFunction', functionOf(idOf('OnBatchTask'))),
        attempt('s3:ListBucket', reports),
        attempt('s3:GetBucketLocation', reports),
        attempt('s3:PutInventoryConfiguration', reports),
        attempt('s3:PutObject', `${jobReports}/manifests/manifest.csv`),
        attempt('s3:GetObject', `${jobReports}/manifests/manifest.csv`),
        attempt('s3:GetObjectVersion', `${jobReports}/manifests/manifest.csv`),
      ],
    },
    forbidden: {
      OnReportCreatedRole: processesReports,
      OnBatchTaskRole: [...processesReports, attempt('sqs:ReceiveMessage', queueOf('ReportQueue'))],
      OnDeployRole: [
        attempt('s3:GetObject', report),
        attempt('s3:PutObject', report),
        attempt('s3:ListBucket', reports),
        attempt('s3:PutBucketNotification', 'arn:aws:s3:::another-bucket'),
        attempt('s3:PutBucketPolicy', reports),
        attempt('s3:PutObject', `${ledger}/day=2026-01-01/record.json`, NOT_THERE),
      ],
      BatchOperationsRole: [
        attempt('lambda:InvokeFunction', functionOf(idOf('OnReportCreated'))),
        attempt('lambda:InvokeFunction', functionOf(idOf('OnDeploy'))),
        attempt('s3:GetObject', report),
        attempt('s3:PutObject', report),
        attempt('s3:DeleteObject', `${jobReports}/reports/report.csv`),
        attempt('s3:ListBucket', 'arn:aws:s3:::another-bucket'),
        attempt('s3:PutObject', `${ledger}/day=2026-01-01/record.json`, NOT_THERE),
      ],
    },
  };
}
