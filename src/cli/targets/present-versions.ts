/** The report objects that lie in a target now, version by version, in key order. */
import type { PresentVersion } from '../../audit/ledger/completeness.ts';
import type { ListedObjectVersion } from '../../aws/list-versions.ts';
import { bucketOfFolder } from '../../files/directory-store.ts';
import { type FileToList, listFileVersions } from '../../files/list-file-versions.ts';
import { isWithin, keyBelow, rootOf } from '../../files/root-folder.ts';
import type { Fault } from '../../report/fault.ts';
import { parseReportFile } from '../../report/key.ts';
import type { Stores } from '../stores.ts';
import { type Finding, findReports } from './find-reports.ts';
import type { Target } from './target.ts';

/** A part of a target that lies in one bucket, as something to compare with. */
export interface Present {
  readonly bucket: string;
  readonly prefix: string;
  readonly versions: AsyncIterable<PresentVersion>;
}

/** Takes the fault of a place in a folder that cannot be read; the rest is listed. */
export type OnUnreadable = (fault: Fault) => Promise<void>;

/** Opens a target; a folder above the one that keys are relative to lies in two buckets. */
export function openPresent(
  target: Target,
  stores: Stores,
  base: string | undefined,
  onUnreadable: OnUnreadable,
): Present[] {
  if (target.kind === 's3') {
    const { bucket, prefix } = target;
    return [{ bucket, prefix, versions: reportVersions(bucket, stores.listVersions(bucket, prefix)) }];
  }
  const { path } = target;
  const roots = new Set([rootOf(path, base), ...(base !== undefined && isWithin(path, base) ? [base] : [])]);
  // Both parts walk the folder: what is met between its files is told once.
  return [...roots].map((root, index) => {
    const onFault = index === 0 ? onUnreadable : async () => {};
    const bucket = bucketOfFolder(root);
    const start = isWithin(root, path) ? keyBelow(root, path) : '';
    const prefix = start === '' || target.kind === 'file' ? start : `${start}/`;
    const files = filesOf(target, { stores, base, notices: { onFault } }, bucket);
    return { bucket, prefix, versions: listFileVersions(files) };
  });
}

/** Files that are not called reports have to be on record only as far as somebody looked at them. */
async function* filesOf(
  target: Target,
  places: Pick<Finding, 'stores' | 'base' | 'notices'>,
  bucket: string,
): AsyncGenerator<FileToList> {
  for await (const found of findReports(target, { ...places, by: 'any' })) {
    if (found.bucket !== bucket || found.isLinked) continue;
    const isOptional = !found.isNamed && !found.facts.isNamed;
    yield { bucket, key: found.key, isOptional };
  }
}

async function* reportVersions(
  bucket: string,
  listed: AsyncIterable<ListedObjectVersion>,
): AsyncGenerator<PresentVersion> {
  for await (const version of listed) {
    if (version.isDeletion) continue;
    const facts = parseReportFile({ bucket, key: version.key });
    if (facts !== undefined) yield facts.isNamed ? version : { ...version, isOptional: true };
  }
}
