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
import { readSdkError } from './errors/sdk-error.ts';
import { askOnce, listObjects } from './list-objects.ts';
import { ListedKeys } from './listed-keys.ts';
import { ListingOrder } from './listing-order.ts';
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
  askPage = askOnce,
): AsyncGenerator<ListedObjectVersion> {
  const keys = new ListedKeys(client, bucket);
  const order = new ListingOrder('list the versions of', bucket, prefix);
  let markers: Markers | undefined;
  do {
    const from = markers;
    const page: ListObjectVersionsCommandOutput = await askPage(() => listPage(client, bucket, prefix, from));
    if (markers === undefined && (page.Versions ?? page.DeleteMarkers) === undefined) {
      await assertEmpty(client, bucket, prefix);
    }
    for (const version of page.Versions ?? []) {
      const decoded = decodeVersion(version, await keys.decode(version.Key ?? '', page.EncodingType));
      order.advance(decoded.key, decoded.versionId);
      yield decoded;
    }
    markers = await nextMarkers(page, keys, order);
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

/**
 * A server that does not know versions may answer with a listing of objects, which reads as no versions at all. Then
 * nothing is what it seems: a ledger would account for everything.
 */
async function assertEmpty(client: S3Client, bucket: string, prefix: string): Promise<void> {
  for await (const _object of listObjects(client, bucket, prefix)) {
    const message = `cannot list the versions of ${showSafely(`s3://${bucket}/${prefix}`)}: ${CANNOT_LIST}`;
    throw new Fault('invalid', message, { retryable: false });
  }
}

const CANNOT_LIST =
  'the server cannot list versions, so nobody can say that all of them are on record: ask a server that can';

/** Otherwise a server that breaks off a listing would hide versions. */
async function nextMarkers(
  page: ListObjectVersionsCommandOutput,
  keys: ListedKeys,
  order: ListingOrder,
): Promise<Markers | undefined> {
  if (page.IsTruncated !== true) return undefined;
  const { NextKeyMarker, NextVersionIdMarker: versionId } = page;
  const key = NextKeyMarker === undefined ? undefined : await keys.decode(NextKeyMarker, page.EncodingType);
  if (key !== undefined && order.isNewPlace(JSON.stringify([key, versionId]))) return { key, versionId };
  throw order.fault('the server gave no valid marker for the next page');
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
    throw s3Fault(
      error,
      'list the versions of',
      { bucket, key: prefix },
      isUnsupported(error) ? UNSUPPORTED : MESSAGES,
    );
  }
}

function isUnsupported(error: unknown): boolean {
  const { name, status } = readSdkError(error) ?? {};
  return name === 'NotImplemented' || name === 'MethodNotAllowed' || status === 501 || status === 405;
}

const UNSUPPORTED = { invalid: CANNOT_LIST } as const;
const MESSAGES = {
  'access-denied': 'access denied: grant s3:ListBucketVersions and s3:GetObjectVersion',
} as const;
