/** What report objects lie in a target now, version by version, in key order. */
import { relative, sep } from 'node:path';
import type { PresentVersion } from '../../audit/ledger/completeness.ts';
import { bucketOfFolder, DirectoryStore } from '../../files/directory-store.ts';
import { walkReportKeys } from '../../files/walk.ts';
import { parseCopyKey, parseReportKey } from '../../report/key.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import type { Target } from './target.ts';

/** A target as something to compare with. */
export interface Present {
  readonly bucket: string;
  readonly prefix: string;
  readonly versions: AsyncIterable<PresentVersion>;
}

/** Opens a target; the AWS SDK is loaded only for S3. Files are read, since their ETag is their hash. */
export async function openPresent(target: Target, endpointUrl: string | undefined): Promise<Present> {
  if (target.kind === 's3') {
    const [{ connectS3 }, { listVersions }] = await Promise.all([
      import('../../aws/connect.ts'),
      import('../../aws/list-versions.ts'),
    ]);
    const client = connectS3(endpointUrl === undefined ? {} : { endpointUrl });
    const { bucket, prefix } = target;
    return { bucket, prefix, versions: reportVersions(listVersions(client, bucket, prefix)) };
  }
  const bucket = bucketOfFolder(target.root);
  const keyOf = (path: string): string => relative(target.root, path).split(sep).join('/');
  if (target.kind === 'file') {
    const key = keyOf(target.path);
    return { bucket, prefix: key, versions: filesIn(bucket, onlyKey(key)) };
  }
  const start = keyOf(target.start);
  const keys = walkReportKeys(target.root, target.start);
  return { bucket, prefix: start === '' ? '' : `${start}/`, versions: filesIn(bucket, keys) };
}

async function* reportVersions(listed: AsyncIterable<PresentVersion>): AsyncGenerator<PresentVersion> {
  for await (const version of listed) {
    if ((parseReportKey(version.key) ?? parseCopyKey(version.key)) !== undefined) yield version;
  }
}

async function* onlyKey(key: string): AsyncGenerator<string> {
  yield key;
}

async function* filesIn(bucket: string, keys: AsyncIterable<string>): AsyncGenerator<PresentVersion> {
  const store = new DirectoryStore();
  for await (const key of keys) {
    const answer = await store.read({ bucket, key }, DEFAULT_SIZE_LIMIT_BYTES);
    if (answer.kind === 'found') {
      const { etag, lastModified } = answer.object;
      yield { key, etag, isLatest: true, lastModified };
    } else if (answer.kind === 'refused') {
      const { etag = '', lastModified = new Date(0) } = answer.state ?? {};
      yield { key, etag, isLatest: true, lastModified };
    }
  }
}
