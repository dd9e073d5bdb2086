/** Lists the versions of the objects of a bucket, page by page. */

import {
  type DeleteMarkerEntry,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Fault } from '../report/fault.ts';
import type { ListedDeletion, ListedVersion, ObjectRef } from '../report/ports.ts';
import { defined } from '../text/defined.ts';
import { showSafely } from '../text/safe-text.ts';
import { s3Fault } from './errors/faults.ts';
import { readSdkError } from './errors/sdk-error.ts';
import { type AskPage, askOnce, listObjects } from './list-objects.ts';
import { ListedKeys } from './listed-keys.ts';
import { ListingProgress } from './listing-progress.ts';
import { bareEtag } from './received-object.ts';

/** One version of one object. In a bucket that never had versions each object has one, named `null`. */
export type ListedObjectVersion = (ListedVersion | ListedDeletion) & { readonly key: string };

/** How versions are listed. */
export interface VersionListing {
  /** What a fault says could not be done; without it, to list the versions. */
  readonly verb?: string;
  readonly askPage?: AskPage | undefined;
  /**
   * Called when there are none. Without it that is a fault where objects are there: a server that does not know versions
   * may answer with a listing of objects, which reads as no versions at all, and a ledger would account for everything.
   */
  readonly onNone?: () => Promise<void>;
}

/**
 * Yields the versions of all objects whose keys begin with `prefix`, in key order, those of one object newest first. Before
 * those of an object that was deleted comes its delete marker; other delete markers, and those of objects without any
 * version, are left out. Two pages of 1,000 in memory at a time. Needs s3:ListBucketVersions.
 * @throws Fault
 */
export async function* listVersions(
  client: S3Client,
  bucket: string,
  prefix: string,
  {
    verb = 'list the versions of',
    askPage = askOnce,
    onNone = () => assertEmpty(client, bucket, prefix),
  }: VersionListing = {},
): AsyncGenerator<ListedObjectVersion> {
  const keys = new ListedKeys(client, bucket);
  const progress = new ListingProgress(verb, bucket, prefix);
  const place = { bucket, key: prefix };
  const request = (from?: Markers) => askPage(() => listPage(client, place, verb, from));
  let markers: Markers | undefined;
  let deletions = new Map<string, DeleteMarkerEntry>();
  let next: Promise<ListObjectVersionsCommandOutput> | undefined = request();
  while (next !== undefined) {
    const page: ListObjectVersionsCommandOutput = await next;
    next = undefined;
    if (markers === undefined && (page.Versions ?? page.DeleteMarkers) === undefined) await onNone();
    const following = await nextMarkers(page, keys, progress);
    if (following !== undefined && !(following instanceof Fault)) {
      markers = following;
      next = request(markers);
      // Its failure is met when its turn comes, if it comes.
      next.catch(() => {});
    }
    deletions = deletionsOf(page, deletions);
    progress.beginPage();
    for (const version of page.Versions ?? []) {
      const listed = version.Key ?? '';
      const key = await keys.decode(listed, page.EncodingType);
      const decoded = decodeVersion(version);
      progress.advance(key, decoded.versionId);
      const deletion = deletions.get(listed);
      if (deletion !== undefined) yield { key, ...decodeDeletion(deletion) };
      deletions.delete(listed);
      yield { key, ...decoded };
    }
    if (following instanceof Fault) throw following;
  }
}

/** Where the next page begins. */
interface Markers {
  readonly key: string;
  readonly versionId: string | undefined;
}

/** The delete markers of the deleted objects in a page, by key as it is listed; of the page before, the last may go on here. */
function deletionsOf(
  { DeleteMarkers = [] }: ListObjectVersionsCommandOutput,
  before: ReadonlyMap<string, DeleteMarkerEntry>,
): Map<string, DeleteMarkerEntry> {
  const current = DeleteMarkers.filter(({ IsLatest }) => IsLatest);
  return new Map([...[...before].slice(-1), ...current.map((marker) => [marker.Key ?? '', marker] as const)]);
}

const decodeDeletion = ({ VersionId = 'null', LastModified }: DeleteMarkerEntry): ListedDeletion => ({
  isDeletion: true,
  versionId: VersionId,
  lastModified: LastModified ?? new Date(0),
});

function decodeVersion(version: ObjectVersion): ListedVersion {
  const { VersionId = 'null', IsLatest = false, ETag, Size = 0, LastModified } = version;
  return {
    versionId: VersionId,
    isLatest: IsLatest,
    etag: bareEtag(ETag),
    sizeBytes: Size,
    lastModified: LastModified ?? new Date(0),
  };
}

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
  progress: ListingProgress,
): Promise<Markers | Fault | undefined> {
  if (page.IsTruncated !== true) return undefined;
  const { NextKeyMarker, NextVersionIdMarker: versionId } = page;
  const key = NextKeyMarker === undefined ? undefined : await keys.decode(NextKeyMarker, page.EncodingType);
  if (key !== undefined && progress.isNewPlace(JSON.stringify([key, versionId]))) return { key, versionId };
  return progress.fault('the server gave no valid marker for the next page');
}

async function listPage(
  client: S3Client,
  place: ObjectRef,
  verb: string,
  markers: Markers | undefined,
): Promise<ListObjectVersionsCommandOutput> {
  try {
    return await client.send(
      new ListObjectVersionsCommand({
        Bucket: place.bucket,
        Prefix: place.key,
        EncodingType: 'url',
        ...defined({ KeyMarker: markers?.key, VersionIdMarker: markers?.versionId }),
      }),
    );
  } catch (error) {
    throw s3Fault(error, verb, place, isUnsupported(error) ? UNSUPPORTED : MESSAGES);
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
