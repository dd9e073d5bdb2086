/**
 * The request that creates a job of S3 Batch Operations: the same for the command `backfill` and for the schedule of the
 * stack. Names and values are those of the API. Pure.
 * Source: Amazon S3 API Reference, CreateJob, S3JobManifestGenerator and KeyNameConstraint (an array of one string).
 */
import { type ObjectKind, reportObjectKey } from '../report/key.ts';
import { defined } from '../text/defined.ts';
import type { BatchStack } from './stack.ts';

/** The request, as far as our jobs use it. */
export interface JobRequest {
  readonly AccountId: string;
  /** The same token and request again creates nothing. */
  readonly ClientRequestToken: string;
  /** Always written out: S3 takes a request without it for one that has to be confirmed. */
  readonly ConfirmationRequired: boolean;
  readonly Description: string;
  readonly Priority: number;
  readonly RoleArn: string;
  /** By which the roles of the stack know its own jobs. */
  readonly Tags: { readonly Key: string; readonly Value: string }[];
  readonly Operation: {
    readonly LambdaInvoke: {
      readonly FunctionArn: string;
      readonly InvocationSchemaVersion: string;
      readonly UserArguments: { readonly purpose: Purpose };
    };
  };
  readonly Report: {
    readonly Bucket: string;
    readonly Enabled: true;
    readonly Format: 'Report_CSV_20180820';
    readonly Prefix: string;
    readonly ReportScope: 'AllTasks';
  };
  readonly ManifestGenerator?: { readonly S3JobManifestGenerator: ManifestGenerator };
  readonly Manifest?: ListedManifest;
}

/** How S3 makes the list of objects by itself. */
export interface ManifestGenerator {
  readonly SourceBucket: string;
  readonly EnableManifestOutput: true;
  readonly ManifestOutputLocation: {
    readonly Bucket: string;
    readonly ManifestFormat: 'S3InventoryReport_CSV_20211130';
    readonly ManifestPrefix: string;
  };
  readonly Filter: {
    readonly KeyNameConstraint: {
      readonly MatchAnyPrefix?: string[];
      readonly MatchAnySuffix: string[];
    };
    readonly CreatedBefore?: Date;
  };
}

/** A list of objects that we have made. */
export interface ListedManifest {
  readonly Spec: { readonly Format: 'S3BatchOperations_CSV_20180820'; readonly Fields: ('Bucket' | 'Key')[] };
  readonly Location: { readonly ObjectArn: string; readonly ETag: string };
}

/** The objects that a job is for. */
export interface JobScope {
  readonly bucket: string;
  /** Of keys; empty for the whole bucket. */
  readonly prefix: string;
  readonly createdBefore?: Date | undefined;
}

/** What the request of one job has of its own. */
export interface JobOptions {
  readonly token: string;
  readonly isConfirmationRequired: boolean;
  readonly purpose: Purpose;
}

/** Why a job is created; the function gets it with each task, and the completion report lies in a folder of that name. */
export type Purpose = (typeof PURPOSE)[keyof typeof PURPOSE];
export const PURPOSE = { backfill: 'backfill', reconciliation: 'reconciliation' } as const;

/** The kinds of objects, a job each: the manifest generator takes one suffix. */
export const JOB_KINDS = ['notebook', 'html'] as const satisfies readonly ObjectKind[];
/** The folder of manifests in their bucket. */
const MANIFESTS = 'manifests';
/** What begins the description of every job. */
export const DESCRIPTION = 'profiler-opt-out';
/** The tag of every job; its value is the stack's name. */
export const STACK_TAG = 'profiler-opt-out-stack';
const PRIORITY = 10;
/** The last that has the name of the bucket in each task. */
const SCHEMA_VERSION = '2.0';
const NAMES: Readonly<Record<ObjectKind, string>> = { notebook: 'notebooks', html: 'HTML reports' };
/** Source: CreateJob, Description. */
const MAX_DESCRIPTION = 256;

/** What keys of a kind end in. */
export const suffixOf = (kind: ObjectKind): string => `/${reportObjectKey('profiler-output/', kind)}`;

/** A job over all objects of a kind in the scope; S3 lists them. */
export const generatedJob = (
  stack: BatchStack,
  scope: JobScope,
  kind: ObjectKind,
  options: JobOptions,
): JobRequest => ({
  ...commonPart(stack, options, `${NAMES[kind]} of s3://${scope.bucket}/${scope.prefix}`),
  ManifestGenerator: {
    S3JobManifestGenerator: {
      SourceBucket: bucketArn(stack, scope.bucket),
      EnableManifestOutput: true,
      ManifestOutputLocation: {
        Bucket: bucketArn(stack, stack.reportsBucket),
        ManifestFormat: 'S3InventoryReport_CSV_20211130',
        ManifestPrefix: MANIFESTS,
      },
      Filter: {
        KeyNameConstraint: {
          ...defined({ MatchAnyPrefix: scope.prefix === '' ? undefined : [scope.prefix] }),
          MatchAnySuffix: [suffixOf(kind)],
        },
        ...defined({ CreatedBefore: scope.createdBefore }),
      },
    },
  },
});

/** A job over the objects of a manifest that lies in the bucket of manifests. */
export const listedJob = (
  stack: BatchStack,
  scope: JobScope,
  manifest: { readonly key: string; readonly etag: string; readonly objects: number },
  options: JobOptions,
): JobRequest => ({
  ...commonPart(
    stack,
    options,
    `the first ${manifest.objects} objects of s3://${scope.bucket}/${scope.prefix}`,
  ),
  Manifest: {
    Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
    Location: { ObjectArn: `${bucketArn(stack, stack.reportsBucket)}/${manifest.key}`, ETag: manifest.etag },
  },
});

const commonPart = (
  { account, functionArn, name, roleArn, partition, reportsBucket }: BatchStack,
  { token, isConfirmationRequired, purpose }: JobOptions,
  what: string,
) => ({
  AccountId: account,
  ClientRequestToken: token,
  ConfirmationRequired: isConfirmationRequired,
  Description: `${DESCRIPTION}: ${what}`.slice(0, MAX_DESCRIPTION),
  Priority: PRIORITY,
  RoleArn: roleArn,
  Tags: [{ Key: STACK_TAG, Value: name }],
  Operation: {
    LambdaInvoke: {
      FunctionArn: functionArn,
      InvocationSchemaVersion: SCHEMA_VERSION,
      UserArguments: { purpose },
    },
  },
  Report: {
    Bucket: bucketArn({ partition }, reportsBucket),
    Enabled: true as const,
    Format: 'Report_CSV_20180820' as const,
    Prefix: purpose,
    ReportScope: 'AllTasks' as const,
  },
});

const bucketArn = ({ partition }: Pick<BatchStack, 'partition'>, bucket: string): string =>
  `arn:${partition}:s3:::${bucket}`;

/** The key of a manifest of ours; the bucket of its objects stands in it. */
export const manifestKey = (bucket: string, token: string): string => `${MANIFESTS}/${bucket}/${token}.csv`;

/** The bucket whose objects a manifest of ours lists. */
export const bucketOfManifest = (key: string): string | undefined =>
  new RegExp(`^${MANIFESTS}/([^/]+)/[^/]+\\.csv$`).exec(key)?.[1];

/** The prefix for which a job of ours was created, by its description; undefined where that was too long for it. */
export function prefixOfDescription(description: string, bucket: string): string | undefined {
  const place = ` of s3://${bucket}/`;
  const start = description.indexOf(place);
  const isWhole = description.startsWith(DESCRIPTION) && description.length < MAX_DESCRIPTION;
  return isWhole && start !== -1 ? description.slice(start + place.length) : undefined;
}

/** A line of a manifest. Keys are URL-encoded there. Source: Amazon S3 User Guide, "Specifying a manifest". */
export const manifestLine = (bucket: string, key: string): string =>
  `${bucket},${encodeURIComponent(key).replaceAll('%2F', '/')}\n`;
