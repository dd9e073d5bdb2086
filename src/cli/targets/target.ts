/** The targets that words on the command line name: folders, files and S3 prefixes, each object in only one of them. */
import { realpath, stat } from 'node:fs/promises';
import { dirname, extname, relative, sep } from 'node:path';
import { fileFault } from '../../files/file-faults.ts';
import { rootOfFile, rootOfFolder } from '../../files/root-folder.ts';
import { type ObjectKind, parseReportKey } from '../../report/key.ts';
import { UsageError } from '../option-values.ts';
import { parseLocation } from '../stores.ts';

/** Where to look. `root` is what keys are relative to; a folder is walked from `start`, which lies in `root`. */
export type Target =
  | { readonly kind: 'folder'; readonly root: string; readonly start: string }
  | { readonly kind: 'file'; readonly root: string; readonly path: string; readonly object: ObjectKind }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string };

const KIND_BY_EXTENSION: Readonly<Record<string, ObjectKind>> = { '.ipynb': 'notebook', '.html': 'html' };

/**
 * Resolves the words, in order, without those that lie inside another.
 * @throws UsageError for a word that names no target; Fault when a path cannot be read.
 */
export async function resolveTargets(words: readonly string[], cwd: string): Promise<Target[]> {
  const targets: Target[] = [];
  for (const word of words) {
    const location = parseLocation(word, cwd);
    targets.push(location.kind === 's3' ? location : await resolvePath(location.path));
  }
  return targets.filter(
    (target, index) =>
      !targets.some(
        (other, at) => contains(other, target) && (at < index || (at > index && !contains(target, other))),
      ),
  );
}

async function resolvePath(named: string): Promise<Target> {
  try {
    const path = await realpath(named);
    if ((await stat(path)).isDirectory())
      return { kind: 'folder', root: await rootOfFolder(path), start: path };
    const object = KIND_BY_EXTENSION[extname(path)];
    if (object === undefined) throw new UsageError(`${named}: neither a folder nor an .ipynb or .html file`);
    const folder = dirname(path);
    return {
      kind: 'file',
      root: await rootOfFile(folder),
      path,
      object,
    };
  } catch (error) {
    throw fileFault(error, named, 'read');
  }
}

function contains(outer: Target, inner: Target): boolean {
  if (outer === inner) return false;
  if (outer.kind === 's3' || inner.kind === 's3') {
    return (
      outer.kind === 's3' &&
      inner.kind === 's3' &&
      outer.bucket === inner.bucket &&
      inner.prefix.startsWith(outer.prefix)
    );
  }
  const path = relative(pathOf(outer), pathOf(inner));
  if (path === '') return true;
  const isBelow = outer.kind === 'folder' && path !== '..' && !path.startsWith(`..${sep}`);
  return isBelow && (inner.kind === 'folder' || isWalked(outer.root, inner.path));
}

/** A walk finds only a report's own files; any other file has to be named. */
const isWalked = (root: string, path: string): boolean =>
  parseReportKey(relative(root, path).split(sep).join('/')) !== undefined;

const pathOf = (target: Exclude<Target, { kind: 's3' }>): string =>
  target.kind === 'folder' ? target.start : target.path;
