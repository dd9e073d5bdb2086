/** Lists the versions of the objects of a bucket, page by page. */

import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Fault } from '../report/fault.ts';
import type { ListedVersion } from '../report/ports.ts';
import { defined } from '../text/defined.ts';
import { showSafely } from '../text/safe-text.ts';
import { s3Fault } from './errors/faults.ts';
import { ListedKeys } from './listed-keys.ts';
import { bareEtag } from './received-object.ts';

/** One version of one object. In a bucket that never had versions each object has one, named `null`. */
export interface ListedObjectVersion extends ListedVersion {
  readonly key: string;
}

/**
 * Yields the versions of all objects whose keys begin with `prefix`, in key order, those of one object newest first;
 * deletions are left out. A page of 1,000 in memory at a time. Needs s3:ListBucketVersions.
 * @throws Fault
 */
export async function* listVersions(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<ListedObjectVersion> {
  const keys = new ListedKeys(client, bucket);
  let markers: Markers | undefined;
  do {
    const page: ListObjectVersionsCommandOutput = await listPage(client, bucket, prefix, markers);
    for (const version of page.Versions ?? []) {
      yield decodeVersion(version, await keys.decode(version.Key ?? '', page.EncodingType));
    }
    markers = await nextMarkers(page, markers, keys, `s3://${bucket}/${prefix}`);
  } while (markers !== undefined);
}

/** Where the next page begins. */
interface Markers {
  readonly key: string;
  readonly versionId: string | undefined;
}

function decodeVersion(version: ObjectVersion, key: string): ListedObjectVersion {
  const { VersionId = 'null', IsLatest = false, ETag, Size = 0, LastModified } = version;
  return {
    key,
    versionId: VersionId,
    isLatest: IsLatest,
    etag: bareEtag(ETag),
    sizeBytes: Size,
    lastModified: LastModified ?? new Date(0),
  };
}

/** Otherwise a server that breaks off a listing would hide versions, and one that repeats a page would never end. */
async function nextMarkers(
  page: ListObjectVersionsCommandOutput,
  previous: Markers | undefined,
  keys: ListedKeys,
  place: string,
): Promise<Markers | undefined> {
  if (page.IsTruncated !== true) return undefined;
  const { NextKeyMarker, NextVersionIdMarker: versionId } = page;
  const key = NextKeyMarker === undefined ? undefined : await keys.decode(NextKeyMarker, page.EncodingType);
  const isSame = key === previous?.key && versionId === previous?.versionId;
  if (key !== undefined && !isSame) return { key, versionId };
  const message = `cannot list the versions of ${showSafely(place)}: the server gave no valid marker for the next page`;
  throw new Fault('invalid', message, { retryable: false });
}

async function listPage(
  client: S3Client,
  bucket: string,
  prefix: string,
  markers: Markers | undefined,
): Promise<ListObjectVersionsCommandOutput> {
  try {
    return await client.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: prefix,
        EncodingType: 'url',
        ...defined({ KeyMarker: markers?.key, VersionIdMarker: markers?.versionId }),
      }),
    );
  } catch (error) {
    throw s3Fault(error, 'list the versions of', { bucket, key: prefix }, MESSAGES);
  }
}

const MESSAGES = {
  'access-denied': 'access denied: grant s3:ListBucketVersions and s3:GetObjectVersion',
} as const;
