/** Lists the objects of a bucket, page by page. */

import { ListObjectsV2Command, type ListObjectsV2CommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { Fault } from '../report/fault.ts';
import { defined } from '../text/defined.ts';
import { showSafely } from '../text/safe-text.ts';
import { s3Fault } from './errors/faults.ts';
import { notS3 } from './errors/network-causes.ts';
import { ListedKeys } from './listed-keys.ts';
import { ListingProgress } from './listing-progress.ts';
import { bareEtag } from './received-object.ts';

/** One object of a listing. */
export interface ListedKey {
  readonly key: string;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag?: string;
  readonly lastModified?: Date;
}

/** Asks for one page of a listing, possibly more than once. */
export type AskPage = <Page>(ask: () => Promise<Page>) => Promise<Page>;
/** Asks once: what fails is not asked for again. */
export const askOnce: AskPage = (ask) => ask();

/**
 * Yields the objects below a prefix in key order, a page of 1,000 in memory at a time. Needs s3:ListBucket.
 * @throws Fault
 */
export async function* listObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
  askPage = askOnce,
): AsyncGenerator<ListedKey> {
  const keys = new ListedKeys(client, bucket);
  const progress = new ListingProgress('list', bucket, prefix);
  const place = `s3://${bucket}/${prefix}`;
  const request = (from: string | undefined) => askPage(() => listPage(client, bucket, prefix, from));
  let next: Promise<ListObjectsV2CommandOutput> | undefined = request(undefined);
  while (next !== undefined) {
    const page: ListObjectsV2CommandOutput = await next;
    assertListing(page, place);
    next = undefined;
    // Only of a page that goes on as it should, the next one is asked for while this one is worked on.
    const { NextContinuationToken: token, IsTruncated, Contents = [] } = page;
    // Otherwise a server that breaks off a listing would hide reports.
    const isSound = token === undefined ? IsTruncated !== true : progress.isNewPlace(token);
    if (isSound && token !== undefined) {
      next = request(token);
      next.catch(() => {});
    }
    progress.beginPage();
    for (const { Key = '', Size = 0, LastModified, ETag } of Contents) {
      const key = await keys.decode(Key, page.EncodingType);
      progress.advance(key);
      yield {
        key,
        sizeBytes: Size,
        ...defined({ lastModified: LastModified, etag: ETag && bareEtag(ETag) }),
      };
    }
    if (!isSound) throw progress.fault('the server gave no valid token for the next page');
  }
}

/** Otherwise a page of a proxy that happens to be XML would be an empty listing. */
function assertListing(page: ListObjectsV2CommandOutput, place: string): void {
  if ((page.Name ?? page.IsTruncated ?? page.Contents) !== undefined) return;
  const message = `cannot list ${showSafely(place)}: ${notS3()}`;
  throw new Fault('invalid', message, { retryable: false, isGeneral: true });
}

async function listPage(
  client: S3Client,
  bucket: string,
  prefix: string,
  token: string | undefined,
): Promise<ListObjectsV2CommandOutput> {
  try {
    return await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        EncodingType: 'url',
        ...defined({ ContinuationToken: token }),
      }),
    );
  } catch (error) {
    throw s3Fault(error, 'list', { bucket, key: prefix }, MESSAGES);
  }
}

const MESSAGES = { 'access-denied': 'access denied: grant s3:ListBucket' } as const;
