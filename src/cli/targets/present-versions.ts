/** The report objects that lie in a target now, version by version, in key order. */
import { relative, sep } from 'node:path';
import type { PresentVersion } from '../../audit/ledger/completeness.ts';
import { bucketOfFolder } from '../../files/directory-store.ts';
import { listFileVersions } from '../../files/list-file-versions.ts';
import { walkReportKeys } from '../../files/walk.ts';
import { parseCopyKey, parseReportKey } from '../../report/key.ts';
import type { Stores } from '../stores.ts';
import type { Target } from './target.ts';

/** A target as something to compare with. */
export interface Present {
  readonly bucket: string;
  readonly prefix: string;
  readonly versions: AsyncIterable<PresentVersion>;
}

/** Opens a target. */
export function openPresent(target: Target, stores: Stores): Present {
  if (target.kind === 's3') {
    const { bucket, prefix } = target;
    return { bucket, prefix, versions: reportVersions(stores.listVersions(bucket, prefix)) };
  }
  const bucket = bucketOfFolder(target.root);
  const keyOf = (path: string): string => relative(target.root, path).split(sep).join('/');
  if (target.kind === 'file') {
    const key = keyOf(target.path);
    return { bucket, prefix: key, versions: listFileVersions(bucket, [key]) };
  }
  const start = keyOf(target.start);
  const keys = walkReportKeys(target.root, target.start);
  return { bucket, prefix: start === '' ? '' : `${start}/`, versions: listFileVersions(bucket, keys) };
}

async function* reportVersions(listed: AsyncIterable<PresentVersion>): AsyncGenerator<PresentVersion> {
  for await (const version of listed) {
    if ((parseReportKey(version.key) ?? parseCopyKey(version.key)) !== undefined) yield version;
  }
}
