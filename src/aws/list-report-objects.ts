/** Lists the report objects of a bucket, and copies of them. */
import type { S3Client } from '@aws-sdk/client-s3';
import { parseCopyKey, parseReportKey, type ReportKey } from '../report/key.ts';
import { type ListedKey, listObjects } from './list-objects.ts';

/** One report object of a listing. */
export type ListedObject = Pick<ReportKey, 'kind' | 'folder'> & ListedKey;

/**
 * Yields the report objects and copies of them below a prefix in key order. Needs s3:ListBucket.
 * @throws Fault
 */
export async function* listReportObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<ListedObject> {
  for await (const { key, sizeBytes } of listObjects(client, bucket, prefix)) {
    const parsed = parseReportKey(key) ?? parseCopyKey(key);
    if (parsed !== undefined) yield { key, kind: parsed.kind, folder: parsed.folder, sizeBytes };
  }
}
