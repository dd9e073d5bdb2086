/** From targets to reports: lists objects in key order and puts the two objects of each report together. */
import { relative, sep } from 'node:path';
import { countReportFiles } from '../../files/count-report-files.ts';
import { bucketOfFolder } from '../../files/directory-store.ts';
import { type WalkNotices, walkReportKeys } from '../../files/walk.ts';
import { Fault } from '../../report/fault.ts';
import { parseCopyKey, parseReportKey } from '../../report/key.ts';
import type { ReportTarget, TargetObject } from '../../report/report-target.ts';
import type { Stores } from '../stores.ts';
import type { Target } from './target.ts';

/** Takes reports of what a listing leaves out. */
export type ListingNotices = Required<WalkNotices>;

/** The reports of all targets, each target's in key order. What cannot be listed is left out, the rest goes on. */
export async function* listReports(
  targets: readonly Target[],
  stores: Stores,
  notices: ListingNotices,
): AsyncGenerator<ReportTarget> {
  for (const target of targets) {
    try {
      yield* listTarget(target, stores, notices);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      await notices.onFault(error);
    }
  }
}

/** The number of report objects in folders and files; undefined where S3 would have to be listed, or when aborted. */
export async function countObjects(
  targets: readonly Target[],
  signal: AbortSignal,
): Promise<number | undefined> {
  let count = 0;
  for (const target of targets) {
    if (target.kind === 's3') return undefined;
    const own = target.kind === 'file' ? 1 : await countReportFiles(target.root, target.start, signal);
    if (own === undefined) return undefined;
    count += own;
  }
  return count;
}

async function* listTarget(
  target: Target,
  stores: Stores,
  notices: ListingNotices,
): AsyncGenerator<ReportTarget> {
  switch (target.kind) {
    case 'file': {
      const key = relative(target.root, target.path).split(sep).join('/');
      yield {
        bucket: bucketOfFolder(target.root),
        objects: [{ kind: target.object, key, presence: 'expected' }],
      };
      return;
    }
    case 'folder': {
      const keys = walkReportKeys(target.root, target.start, notices);
      yield* joinReports(bucketOfFolder(target.root), keys);
      return;
    }
    case 's3':
      yield* joinReports(
        target.bucket,
        keysOf(stores.listReportObjects(target.bucket, target.prefix)),
        target.prefix,
      );
  }
}

async function* keysOf(objects: AsyncIterable<{ readonly key: string }>): AsyncGenerator<string> {
  for await (const { key } of objects) yield key;
}

/**
 * In key order all objects of a folder stand together. Copies are only recorded, but for the one that `named` names.
 */
async function* joinReports(
  bucket: string,
  keys: AsyncIterable<string>,
  named = '',
): AsyncGenerator<ReportTarget> {
  let folder = '';
  let objects: TargetObject[] = [];
  for await (const key of keys) {
    const own = parseReportKey(key);
    const parsed = own ?? parseCopyKey(key);
    if (parsed === undefined) continue;
    if (parsed.folder !== folder && objects.length > 0) {
      yield { bucket, objects };
      objects = [];
    }
    folder = parsed.folder;
    const isCopy = own === undefined && key !== named;
    objects.push({
      kind: parsed.kind,
      key,
      presence: 'expected',
      versions: 'all',
      ...(isCopy ? { isCopy } : {}),
    });
  }
  if (objects.length > 0) yield { bucket, objects };
}
