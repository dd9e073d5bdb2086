/** Walks a folder for notebooks and HTML pages, in the order in which S3 would list the same paths. */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Fault } from '../report/fault.ts';
import { kindOfFileName, parseReportFile, type ReportFile } from '../report/key.ts';
import { bucketOfFolder } from './directory-store.ts';
import { fileFault, mayBeUnreadable, unreadableName, unreadableNames } from './file-faults.ts';
import { isWithin, keyBelow, rootOf } from './root-folder.ts';
import { replacedName } from './sibling-path.ts';

/** Receivers of what a walk meets beside reports; each may be left out. */
export interface WalkNotices {
  /** A link to a folder, which is not followed. */
  readonly onSkippedLink?: (path: string) => Promise<void>;
  /** A file that a run which was cut off left behind, or that another run is about to put in its place. */
  readonly onLeftOver?: (path: string) => Promise<void>;
  /** Takes the fault of a folder or name that cannot be read, which is then left out. */
  readonly onFault?: (fault: Fault) => Promise<void>;
}

/** A notebook or page, named by its real path. */
export interface FoundFile {
  readonly bucket: string;
  readonly key: string;
  readonly path: string;
  readonly facts: ReportFile;
  /** False for what may not be read to look what it is: links that lead away, pipes, devices. */
  readonly isRegular: boolean;
  /** True when only a link to it has the name of a report: then it comes out of order. */
  readonly isLinked?: true;
}

/** A folder to walk, and `base`, the folder that keys are relative to where it holds the file. Both are real paths. */
export interface Walk {
  readonly start: string;
  readonly base: string | undefined;
}

/** Yields the notebooks and pages below a folder. @throws Fault when a folder cannot be read, unless `onFault` takes it */
export const walkFiles = (walk: Walk, notices: WalkNotices = {}): AsyncGenerator<FoundFile> =>
  walkFolder(walk.start, walk, notices);

async function* walkFolder(folder: string, walk: Walk, notices: WalkNotices): AsyncGenerator<FoundFile> {
  const { onSkippedLink, onLeftOver, onFault } = notices;
  for (const entry of await readSorted(folder, onFault)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* walkFolder(path, walk, notices);
      continue;
    }
    if (entry.isSymbolicLink()) {
      if (await isFolder(path)) await onSkippedLink?.(path);
      else yield* followLink(path, walk);
      continue;
    }
    const found = describeFile(path, walk.base, entry.isFile());
    if (found !== undefined) yield found;
    else if (isLeftOver(folder, entry.name, walk.base)) await onLeftOver?.(path);
  }
}

function isLeftOver(folder: string, name: string, base: string | undefined): boolean {
  const replaced = replacedName(name);
  return replaced !== undefined && describeFile(join(folder, replaced), base, true)?.facts.isNamed === true;
}

/** The file at a path as a walk finds it; undefined when it is neither a notebook nor a page. */
export function describeFile(
  path: string,
  base: string | undefined,
  isRegular: boolean,
): FoundFile | undefined {
  if (kindOfFileName(basename(path)) === undefined) return undefined;
  const root = rootOf(path, base);
  const [bucket, key] = [bucketOfFolder(root), keyBelow(root, path)];
  const facts = parseReportFile({ bucket, key });
  return facts && { bucket, key, path, facts, isRegular };
}

/** A link is its real file when that lies in the walk, and has no name of a report itself; others are refused later. */
async function* followLink(path: string, { start, base }: Walk): AsyncGenerator<FoundFile> {
  const link = describeFile(path, base, false);
  if (link === undefined) return;
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined || !isWithin(start, real)) {
    yield link;
    return;
  }
  const root = rootOf(real, base);
  const place = { bucket: bucketOfFolder(root), key: keyBelow(root, real) };
  if (parseReportFile(place)?.isNamed || !link.facts.isNamed) return;
  yield { ...place, path: real, facts: link.facts, isRegular: true, isLinked: true };
}

/** S3 lists by the bytes of whole keys, in which a folder's name is followed by a slash. */
async function readSorted(folder: string, onFault: WalkNotices['onFault']): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const sortKey = (entry: Dirent) => Buffer.from(entry.isDirectory() ? `${entry.name}/` : entry.name);
    const sorted = entries.sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
    if (!entries.some(mayBeUnreadable)) return sorted;
    const raw = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
    const unreadable = unreadableNames(raw);
    for (const { name, isFolder } of unreadable.values())
      if (isFolder || kindOfFileName(name) !== undefined) await pass(unreadableName(folder, name), onFault);
    return sorted.filter(({ name }) => !unreadable.has(name));
  } catch (error) {
    await pass(fileFault(error, folder, 'list'), onFault);
    return [];
  }
}

async function pass(fault: unknown, onFault: WalkNotices['onFault']): Promise<void> {
  if (!(fault instanceof Fault) || onFault === undefined) throw fault;
  await onFault(fault);
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
