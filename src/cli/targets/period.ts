/** Chooses the objects that were last modified in a period. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { folderOfBucket } from '../../files/directory-store.ts';
import { fileFault, isGone } from '../../files/file-faults.ts';
import type { FoundObject } from './find-reports.ts';

/** Times in ISO 8601; what was modified at `until` itself is left out. */
export interface Period {
  readonly since?: string;
  readonly until?: string;
}

/** What is done with objects that were last modified outside of the period. */
export interface OutsidePeriod {
  /** Takes each that is left out. */
  readonly onLeftOut: () => void;
  /** True for one that belongs to the run all the same; without it none does. */
  readonly isOfRun?: ((object: FoundObject) => Promise<boolean>) | undefined;
}

/** The objects that were last modified in the period. @throws Fault when a file cannot be asked */
export async function* modifiedWithin(
  found: AsyncIterable<FoundObject>,
  { since = '', until }: Period,
  { onLeftOut, isOfRun }: OutsidePeriod,
): AsyncGenerator<FoundObject> {
  for await (const object of found) {
    const time = (await lastModifiedOf(object))?.toISOString();
    // An object that is gone is told by the run.
    const isWithin = time === undefined || (time >= since && (until === undefined || time < until));
    if (isWithin || (await isOfRun?.(object))) yield object;
    else onLeftOut();
  }
}

async function lastModifiedOf({ bucket, key, lastModified }: FoundObject): Promise<Date | undefined> {
  const folder = folderOfBucket(bucket);
  if (folder === undefined) return lastModified;
  const path = join(folder, ...key.split('/'));
  try {
    return (await stat(path)).mtime;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw fileFault(error, path, 'read');
  }
}
