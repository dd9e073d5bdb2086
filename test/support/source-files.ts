/** TypeScript files and their imports, for the tests of the architecture. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Source texts by their path below a folder. */
export type Sources = ReadonlyMap<string, string>;

const MAX_FILES_IN_FOLDER = 20;
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g;

/** What a file imports, types included, as it is written there. */
export const importsOf = (text: string): string[] =>
  [...text.matchAll(IMPORT)].map((match) => match[1] ?? '');

/** The path that a relative import of a file leads to. */
export const targetOf = (path: string, specifier: string): string =>
  posix.join(posix.dirname(path), specifier).replace(/^\.\//, '');

/** The TypeScript below a folder, by path from there, packages left out. */
export function readSources(folder: string, prefix = ''): Sources {
  const files = readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(prefix, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : [...readSources(folder, path)];
    return entry.name.endsWith('.ts') ? [[path, readFileSync(join(folder, path), 'utf8')] as const] : [];
  });
  return new Map(files);
}

/** Files that import each other, type imports included: each cycle once, as its path from file to file. */
export function findCycles(sources: Sources): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done' || !sources.has(path)) return;
    if (state.get(path) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      return;
    }
    state.set(path, 'open');
    for (const specifier of importsOf(sources.get(path) ?? '')) {
      if (specifier.startsWith('.')) visit(targetOf(path, specifier), [...trail, path]);
    }
    state.set(path, 'done');
  };
  for (const path of sources.keys()) visit(path, []);
  return cycles;
}

/** Folders that hold too many files. */
export function findCrowdedFolders(sources: Sources): string[] {
  const folders = Map.groupBy(sources.keys(), (path) => posix.dirname(path));
  return [...folders]
    .filter(([, files]) => files.length > MAX_FILES_IN_FOLDER)
    .map(([folder, files]) => `${folder} holds ${files.length} files`);
}
