/**
 * The properties of an S3 object that a rewrite by PutObject would lose: taken from the output of GetObject, for the
 * input of PutObject. Pure. Source: Amazon S3 API Reference, GetObject and PutObject.
 */
import type { ChecksumAlgorithm, GetObjectCommandOutput, PutObjectCommandInput } from '@aws-sdk/client-s3';
import { defined } from '../text/defined.ts';

/** The input of PutObject except bucket, key, body, condition, metadata and tags. */
export type CarriedProperties = Omit<
  PutObjectCommandInput,
  'Bucket' | 'Key' | 'Body' | 'IfMatch' | 'IfNoneMatch' | 'Metadata' | 'Tagging'
>;

const CHECKSUMS = [
  ['ChecksumCRC64NVME', 'CRC64NVME'],
  ['ChecksumCRC32C', 'CRC32C'],
  ['ChecksumCRC32', 'CRC32'],
  ['ChecksumSHA256', 'SHA256'],
  ['ChecksumSHA1', 'SHA1'],
] as const satisfies readonly (readonly [keyof GetObjectCommandOutput, ChecksumAlgorithm])[];

/** The properties in an output of GetObject, without those that the object does not have. */
export function carriedProperties(output: GetObjectCommandOutput): CarriedProperties {
  const checksum = CHECKSUMS.find(([field]) => output[field] !== undefined)?.[1];
  return defined({
    ContentType: output.ContentType,
    ContentEncoding: storedEncoding(output),
    ContentLanguage: output.ContentLanguage,
    ContentDisposition: output.ContentDisposition,
    CacheControl: output.CacheControl,
    Expires: expiresOf(output),
    StorageClass: output.StorageClass,
    ServerSideEncryption: output.ServerSideEncryption,
    SSEKMSKeyId: output.SSEKMSKeyId,
    BucketKeyEnabled: output.BucketKeyEnabled,
    WebsiteRedirectLocation: output.WebsiteRedirectLocation,
    ObjectLockMode: output.ObjectLockMode,
    ObjectLockRetainUntilDate: output.ObjectLockRetainUntilDate,
    ObjectLockLegalHoldStatus: output.ObjectLockLegalHoldStatus,
    ObjectLockEventHold: output.ObjectLockEventHold,
    ObjectLockEventHoldDurationDays: output.ObjectLockEventHoldDurationDays,
    ObjectLockEventHoldDurationYears: output.ObjectLockEventHoldDurationYears,
    ChecksumAlgorithm: checksum,
  });
}

/**
 * The Content-Encoding that is the object's own. `aws-chunked` tells how a body was uploaded; servers that store it
 * would take the next body for chunks.
 */
export function storedEncoding({
  ContentEncoding,
}: Pick<GetObjectCommandOutput, 'ContentEncoding'>): string | undefined {
  const all = ContentEncoding?.split(',') ?? [];
  const own = all.filter((coding) => coding.trim().toLowerCase() !== 'aws-chunked');
  if (own.length === all.length) return ContentEncoding;
  return own.length === 0 ? undefined : own.join(',').trim();
}

/**
 * `carried` without a retention that ended by `at`: S3 accepts only future dates, and the earlier version keeps its
 * own.
 */
export function withoutEndedRetention(carried: CarriedProperties, at: Date): CarriedProperties {
  const { ObjectLockMode, ObjectLockRetainUntilDate, ...rest } = carried;
  return ObjectLockRetainUntilDate !== undefined && ObjectLockRetainUntilDate <= at ? rest : carried;
}

/**
 * The header may hold any text, such as `0`, but the SDK writes only dates: undefined unless the date is written as
 * the same text.
 */
function expiresOf({ ExpiresString }: GetObjectCommandOutput): Date | undefined {
  const expires = new Date(ExpiresString ?? Number.NaN);
  return expires.toUTCString() === ExpiresString ? expires : undefined;
}

/** True when the Expires header holds a text that PutObject could not write again. */
export const hasUnreadableExpires = (output: GetObjectCommandOutput): boolean =>
  output.ExpiresString !== undefined && expiresOf(output) === undefined;
