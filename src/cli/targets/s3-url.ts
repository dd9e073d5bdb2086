/** S3 addresses on the command line: `s3://bucket/prefix`, or the ARN of an access point in place of the bucket. */
import { UsageError } from '../option-values.ts';

/** The place that an S3 address names. The bucket is a name, or the ARN of an access point. */
export interface S3Location {
  readonly kind: 's3';
  readonly bucket: string;
  readonly prefix: string;
}

/** The ARN of an access point has a slash, or a colon, before its name. */
const ADDRESS = /^s3:\/\/(arn:[^/]*(?:accesspoint|outpost|bucket)[/:][^/]+|[^/]+)(?:\/(.*))?$/s;
/** Source: AWS Service Authorization Reference, resource types of Amazon S3. */
const ACCESS_POINT =
  /^arn:aws[a-z-]*:s3:[a-z0-9-]+:[0-9]{12}:accesspoint[/:][a-z0-9](?:[a-z0-9-]{1,48}[a-z0-9])$/;
const UNSUPPORTED: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^arn:[^:]*:s3::[0-9]*:accesspoint/, 'a multi-region access point'],
  [/^arn:[^:]*:s3-object-lambda:/, 'an Object Lambda access point'],
  [/^arn:[^:]*:s3-outposts:/, 'S3 on Outposts'],
];

/** True for a word that is meant as an S3 address. */
export const isS3Url = (word: string): boolean => word.startsWith('s3:');

/** The location that an S3 address names. @throws UsageError for a malformed address */
export function parseS3Url(word: string): S3Location {
  const [, bucket, prefix = ''] = ADDRESS.exec(word) ?? [];
  if (bucket === undefined) throw new UsageError(`${word}: write s3://bucket or s3://bucket/prefix`);
  if (!bucket.startsWith('arn:') || ACCESS_POINT.test(bucket)) return { kind: 's3', bucket, prefix };
  const unsupported = UNSUPPORTED.find(([pattern]) => pattern.test(bucket))?.[1];
  throw new UsageError(
    unsupported === undefined
      ? `${word}: write s3://arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME/prefix`
      : `${word}: ${unsupported} is not supported: name the bucket, or an access point of one region`,
  );
}
