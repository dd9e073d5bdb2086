/** What the words on the command line point at: folders, files and S3 prefixes, each object in only one of them. */
import { realpath, stat } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { fileFault } from '../../files/file-faults.ts';
import { type ObjectKind, parseReportKey } from '../../report/key.ts';

/** Where to look. `root` is what keys are relative to; a folder is walked from `start`, which lies in `root`. */
export type Target =
  | { readonly kind: 'folder'; readonly root: string; readonly start: string }
  | { readonly kind: 'file'; readonly root: string; readonly path: string; readonly object: ObjectKind }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string };

/** A word that can be no target; its message says what can. */
export class TargetError extends Error {}

const KIND_BY_EXTENSION: Readonly<Record<string, ObjectKind>> = { '.ipynb': 'notebook', '.html': 'html' };

/**
 * Resolves the words, in order, without those that lie inside another.
 * @throws TargetError for a word that can be no target; Fault when a path cannot be read.
 */
export async function resolveTargets(words: readonly string[], cwd: string): Promise<Target[]> {
  const targets: Target[] = [];
  for (const word of words)
    targets.push(word.startsWith('s3:') ? parseS3(word) : await resolvePath(resolve(cwd, word)));
  return targets.filter(
    (target, index) =>
      !targets.some(
        (other, at) => contains(other, target) && (at < index || (at > index && !contains(target, other))),
      ),
  );
}

/** The bucket and prefix of `s3://bucket/prefix`. @throws TargetError */
export function parseS3(word: string): Extract<Target, { kind: 's3' }> {
  const match = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(word);
  if (match?.[1] === undefined) throw new TargetError(`${word}: write s3://bucket or s3://bucket/prefix`);
  return { kind: 's3', bucket: match[1], prefix: match[2] ?? '' };
}

async function resolvePath(named: string): Promise<Target> {
  try {
    const path = await realpath(named);
    if ((await stat(path)).isDirectory())
      return { kind: 'folder', root: await rootOfFolder(path), start: path };
    const object = KIND_BY_EXTENSION[extname(path)];
    if (object === undefined) throw new TargetError(`${named}: neither a folder nor an .ipynb or .html file`);
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

/** A report's own files and copies of them have the keys that a walk gives them. */
async function rootOfFile(folder: string): Promise<string> {
  const levels = folder.split(sep);
  const depth = levels.lastIndexOf('profiler-output');
  return depth === -1 ? folder : rootOfFolder(levels.slice(0, depth + 1).join(sep));
}

/**
 * The folder that keys are relative to: the one named, or when it lies inside of a report's own folders, the one
 * above the training job, so that a key always begins as it does in a bucket.
 */
async function rootOfFolder(path: string): Promise<string> {
  const levels = path.split(sep);
  const last = levels.length - 1;
  const ruleOutput = [last, last - 1, last - 2].find((index) => levels[index] === 'rule-output');
  if (ruleOutput !== undefined) return levels.slice(0, Math.max(1, ruleOutput - 1)).join(sep) || sep;
  if (levels[last] === 'profiler-output') return levels.slice(0, Math.max(1, last - 1)).join(sep) || sep;
  const hasRuleOutput = await stat(join(path, 'rule-output')).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  return hasRuleOutput ? dirname(path) : path;
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
  const path = relative(placeOf(outer), placeOf(inner));
  if (path === '') return true;
  const isBelow = outer.kind === 'folder' && path !== '..' && !path.startsWith(`..${sep}`);
  return isBelow && (inner.kind === 'folder' || isWalked(outer.root, inner.path));
}

/** A walk finds a report's own files only; any other file has to be named. */
const isWalked = (root: string, path: string): boolean =>
  parseReportKey(relative(root, path).split(sep).join('/')) !== undefined;

const placeOf = (target: Exclude<Target, { kind: 's3' }>): string =>
  target.kind === 'folder' ? target.start : target.path;
