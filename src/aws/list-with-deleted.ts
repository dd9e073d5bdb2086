/** Lists the objects of a bucket together with those that were deleted, and of which earlier versions are left. */
import type { S3Client } from '@aws-sdk/client-s3';
import { Fault } from '../report/fault.ts';
import { type AskPage, askOnce, type ListedKey, listObjects } from './list-objects.ts';
import { type ListedObjectVersion, listVersions } from './list-versions.ts';

/** An object as it is now, or one that was deleted. */
export interface ListedObject extends Partial<Omit<ListedKey, 'sizeBytes'>> {
  readonly key: string;
  /** That of the delete marker first, where there is one, then the newest first; only where versions are needed. */
  readonly versionIds?: readonly string[];
  /** Set on an object that was deleted: `lastModified` is when, and this the newest version of it that is left. */
  readonly deletedVersionId?: string;
}

/** How a bucket is listed. */
export interface ObjectListing {
  readonly askPage?: AskPage | undefined;
  /** True where a listing without versions would not do; without it that is the fallback. */
  readonly needsVersions: boolean;
  /** Called once when versions may not be listed, but objects may. */
  readonly onDenied: () => Promise<void>;
}

/**
 * Yields the objects below a prefix in key order, and the deleted ones. Where the server knows no versions, or these may
 * not be listed, only objects. A request lists 1,000 objects, or 1,000 versions and delete markers. Needs
 * s3:ListBucketVersions, or s3:ListBucket.
 * @throws Fault
 */
export async function* listWithDeleted(
  client: S3Client,
  bucket: string,
  prefix: string,
  { askPage = askOnce, needsVersions, onDenied }: ObjectListing,
): AsyncGenerator<ListedObject> {
  if (needsVersions) {
    yield* objectsOf(listVersions(client, bucket, prefix, { askPage }), true);
    return;
  }
  let hasBegun = false;
  let isDenied = false;
  const listing = { verb: 'list', askPage, onNone: async () => {} };
  try {
    for await (const object of objectsOf(listVersions(client, bucket, prefix, listing), false)) {
      hasBegun = true;
      yield object;
    }
  } catch (error) {
    if (hasBegun || !isRefused(error)) throw error;
    isDenied = error.code === 'access-denied';
  }
  if (hasBegun) return;
  for await (const { sizeBytes: _sizeBytes, ...object } of listObjects(client, bucket, prefix, askPage)) {
    if (isDenied) await onDenied();
    isDenied = false;
    yield object;
  }
}

/**
 * True when the server does not take this request, or answers it with something else: it may list objects all the same.
 * Not where nobody is let in.
 */
const isRefused = (error: unknown): error is Fault =>
  error instanceof Fault &&
  !error.retryable &&
  (error.code === 'invalid' ||
    error.code === 'not-found' ||
    (error.code === 'access-denied' && !error.isGeneral));

/** The objects that versions belong to; those of one object follow each other, the newest first. */
async function* objectsOf(
  versions: AsyncIterable<ListedObjectVersion>,
  needsVersions: boolean,
): AsyncGenerator<ListedObject> {
  let own: Gathered | undefined;
  for await (const version of versions) {
    const { key, versionId, lastModified } = version;
    if (own?.key !== key) {
      if (own !== undefined) yield own;
      // Only a delete marker says that an object was deleted: not every server says which version is the latest.
      own = {
        key,
        lastModified,
        ...(version.isDeletion ? {} : { etag: version.etag }),
        ...(needsVersions ? { versionIds: [] } : {}),
      };
    }
    // An object may have any number of versions.
    own.versionIds?.push(versionId);
    if (own.etag === undefined && !version.isDeletion) own.deletedVersionId ??= versionId;
  }
  if (own !== undefined) yield own;
}

/** An object whose versions are still coming. */
interface Gathered extends Omit<ListedObject, 'versionIds' | 'deletedVersionId'> {
  readonly versionIds?: string[];
  deletedVersionId?: string;
}
