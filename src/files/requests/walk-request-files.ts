/** Walks a folder for files that may hold requests for training jobs, in the order of their paths. */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../report/fault.ts';
import { isTerraform, mayHoldRequest } from '../../training-job/plan-file.ts';
import { fileFault, mayBeUnreadable, unreadableName, unreadableNames } from '../file-faults.ts';

import { GitIgnore } from './git-ignore.ts';

/** Folders of other programs, whether git ignores them or not. */
const FOREIGN_FOLDERS: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.ipynb_checkpoints',
  '.nox',
  '.svn',
  '.terraform',
  '.tox',
  '.venv',
  '.virtual_documents',
  '__pycache__',
  'node_modules',
  'site-packages',
  'venv',
]);

/** What a walk meets: a file, one of Terraform, a link that is not followed, or a folder that cannot be read. */
export type Walked =
  | { readonly kind: 'file' | 'terraform' | 'link'; readonly path: string }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** The files below a folder, a real path; at once, since waiting for each folder would cost more than reading it. */
export function* walkRequestFiles(folder: string, rules?: GitIgnore): Generator<Walked> {
  try {
    const own = rules === undefined ? GitIgnore.at(folder) : rules.below(folder);
    const entries = readdirSync(folder, { withFileTypes: true }).sort(byName);
    const unreadable = entries.some(mayBeUnreadable) ? findUnreadable(folder) : undefined;
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (unreadable?.has(entry.name)) {
        if (entry.isDirectory() || isLookedInto(entry.name))
          yield { kind: 'fault', fault: unreadableName(folder, entry.name) };
        continue;
      }
      if (entry.isDirectory()) {
        if (!FOREIGN_FOLDERS.has(entry.name) && !own.ignores(path, true)) yield* walkRequestFiles(path, own);
      } else if (isLookedInto(entry.name) && !own.ignores(path, false)) {
        if (entry.isFile()) yield { kind: isTerraform(entry.name) ? 'terraform' : 'file', path };
        else if (entry.isSymbolicLink()) yield { kind: 'link', path };
      }
    }
  } catch (error) {
    const fault = fileFault(error, folder, 'list');
    if (!(fault instanceof Fault)) throw fault;
    yield { kind: 'fault', fault };
  }
}

const isLookedInto = (name: string): boolean => mayHoldRequest(name) || isTerraform(name);

const findUnreadable = (folder: string): ReturnType<typeof unreadableNames> =>
  unreadableNames(readdirSync(folder, { withFileTypes: true, encoding: 'buffer' }));

const sortKey = (entry: Dirent): string => (entry.isDirectory() ? `${entry.name}/` : entry.name);
const byName = (a: Dirent, b: Dirent): number => (sortKey(a) < sortKey(b) ? -1 : 1);
