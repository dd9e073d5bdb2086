/** The folders that keys of report objects on disk are relative to. */
import { stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';

/** The root for a file in `folder`: a report's own files and copies of them have the keys that a walk gives them. */
export async function rootOfFile(folder: string): Promise<string> {
  const levels = folder.split(sep);
  const depth = levels.lastIndexOf('profiler-output');
  return depth === -1 ? folder : rootOfFolder(levels.slice(0, depth + 1).join(sep));
}

/**
 * The root for a folder that is named: itself, or when it lies inside of a report's own folders, the one
 * above the training job, so that a key always begins as it does in a bucket.
 */
export async function rootOfFolder(path: string): Promise<string> {
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
