/** A job as S3 Control describes it, as the job that is looked at. */
import type { JobDescriptor, S3JobManifestGenerator } from '@aws-sdk/client-s3-control';
import { type BatchJob, type GeneratedScope, type JobStatus, phaseOf } from '../../batch/job.ts';
import { bucketOfManifest, prefixOfDescription } from '../../batch/job-request.ts';

/** The job with this id. */
export function jobOf(id: string, job: JobDescriptor): BatchJob {
  const { ProgressSummary: progress, Report: report, ManifestGenerator, Manifest } = job;
  const source = ManifestGenerator?.S3JobManifestGenerator?.SourceBucket;
  const manifest = Manifest?.Location?.ObjectArn?.split(':::')[1] ?? '';
  const status = (job.Status ?? 'New') as JobStatus;
  const isCounted = phaseOf({ status }) !== 'preparing' && progress?.TotalNumberOfTasks !== undefined;
  const scope = scopeOf(ManifestGenerator?.S3JobManifestGenerator);
  // A list of ours says nothing of the prefix by which it was made; the job's description does.
  const listedBucket = bucketOfManifest(manifest.slice(manifest.indexOf('/') + 1));
  const listedPrefix =
    listedBucket === undefined ? undefined : prefixOfDescription(job.Description ?? '', listedBucket);
  return {
    id,
    status,
    description: job.Description ?? '',
    createdAt: job.CreationTime ?? new Date(0),
    endedAt: job.TerminationDate,
    total: isCounted ? progress.TotalNumberOfTasks : undefined,
    succeeded: progress?.NumberOfTasksSucceeded ?? 0,
    failed: progress?.NumberOfTasksFailed ?? 0,
    functionArn: job.Operation?.LambdaInvoke?.FunctionArn,
    bucket: source?.split(':::')[1] ?? listedBucket,
    prefix: scope === undefined ? listedPrefix : scope.prefix,
    scope,
    manifest: placeOf(manifest),
    reasons: [
      ...(job.StatusUpdateReason ? [job.StatusUpdateReason] : []),
      ...(job.FailureReasons ?? []).map(
        ({ FailureCode = '', FailureReason = '' }) => `${FailureCode}: ${FailureReason}`,
      ),
    ],
    report:
      report?.Enabled && report.Bucket !== undefined
        ? { bucket: report.Bucket.split(':::')[1] ?? '', prefix: report.Prefix ?? '' }
        : undefined,
  };
}

/** Undefined for a filter that is none of ours: what it leaves out is not known. */
function scopeOf(generator: S3JobManifestGenerator | undefined): GeneratedScope | undefined {
  const { KeyNameConstraint: names = {}, CreatedBefore, ...others } = generator?.Filter ?? {};
  const { MatchAnyPrefix: prefixes = [''], MatchAnySuffix: [suffix, ...suffixes] = [], ...more } = names;
  const [prefix = '', ...prefixesToo] = prefixes;
  const isOther = [others, more].some((part) => Object.values(part).some((value) => value !== undefined));
  if (isOther || suffix === undefined || suffixes.length + prefixesToo.length > 0) return undefined;
  const bucket = generator?.SourceBucket?.split(':::')[1] ?? '';
  return { bucket, prefix, suffix, createdBefore: CreatedBefore };
}

/** The object that a path of bucket and key names; undefined for the empty path. */
function placeOf(path: string): { readonly bucket: string; readonly key: string } | undefined {
  const [bucket = '', ...key] = path.split('/');
  return path === '' ? undefined : { bucket, key: key.join('/') };
}
