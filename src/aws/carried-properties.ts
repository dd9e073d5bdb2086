/**
 * The properties of an S3 object that a rewrite by PutObject would lose: taken from the output of GetObject, for the
 * input of PutObject. Pure. Source: Amazon S3 API Reference, GetObject and PutObject.
 */
import type { ChecksumAlgorithm, GetObjectCommandOutput, PutObjectCommandInput } from '@aws-sdk/client-s3';

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
export function carriedProperties(answer: GetObjectCommandOutput): CarriedProperties {
  const checksum = CHECKSUMS.find(([field]) => answer[field] !== undefined)?.[1];
  return withoutUndefined({
    ContentType: answer.ContentType,
    ContentEncoding: answer.ContentEncoding,
    ContentLanguage: answer.ContentLanguage,
    ContentDisposition: answer.ContentDisposition,
    CacheControl: answer.CacheControl,
    Expires: expiresOf(answer),
    StorageClass: answer.StorageClass,
    ServerSideEncryption: answer.ServerSideEncryption,
    SSEKMSKeyId: answer.SSEKMSKeyId,
    BucketKeyEnabled: answer.BucketKeyEnabled,
    WebsiteRedirectLocation: answer.WebsiteRedirectLocation,
    ObjectLockMode: answer.ObjectLockMode,
    ObjectLockRetainUntilDate: answer.ObjectLockRetainUntilDate,
    ObjectLockLegalHoldStatus: answer.ObjectLockLegalHoldStatus,
    ObjectLockEventHold: answer.ObjectLockEventHold,
    ObjectLockEventHoldDurationDays: answer.ObjectLockEventHoldDurationDays,
    ObjectLockEventHoldDurationYears: answer.ObjectLockEventHoldDurationYears,
    ChecksumAlgorithm: checksum,
  });
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
export const hasUnreadableExpires = (answer: GetObjectCommandOutput): boolean =>
  answer.ExpiresString !== undefined && expiresOf(answer) === undefined;

function withoutUndefined<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, property]) => property !== undefined)) as never;
}
