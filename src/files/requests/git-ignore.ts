/** What git leaves out of a folder: `.gitignore` files of the folder, those above up to the repository's root, and nested ones. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { errorCode } from '../file-faults.ts';

interface Level {
  readonly folder: string;
  readonly rules: Ignore;
}

/** The rules that hold in one folder. */
export class GitIgnore {
  readonly #levels: readonly Level[];

  private constructor(levels: readonly Level[]) {
    this.#levels = levels;
  }

  /** The rules for a walk that starts at a folder, a real path. @throws Error of the file system */
  static at(start: string): GitIgnore {
    const root = findRepository(start);
    const folders = [start];
    while (root !== undefined && folders[0] !== root) folders.unshift(dirname(folders[0] as string));
    return folders.reduce((rules, folder) => rules.below(folder), new GitIgnore([]));
  }

  /** The rules with those of a folder's own file. @throws Error of the file system */
  below(folder: string): GitIgnore {
    const text = readIfThere(join(folder, '.gitignore'));
    if (text === undefined) return this;
    return new GitIgnore([{ folder, rules: ignore().add(text) }, ...this.#levels]);
  }

  /** The deepest rule about a path counts. */
  ignores(path: string, isFolder: boolean): boolean {
    for (const { folder, rules } of this.#levels) {
      const way = relative(folder, path).split(sep).join('/');
      const { ignored, unignored } = rules.test(isFolder ? `${way}/` : way);
      if (ignored || unignored) return ignored;
    }
    return false;
  }
}

function findRepository(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ELOOP'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}
