/**
 * Mutates the pure rooms' files that changed, and fails when fewer mutants die than stryker.config.json asks for:
 * `npm run mutation [-- --since <revision>]` (default: the commit before the last), `-- --all`, or `-- <file>...`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { parseArgs } from 'node:util';

const config: { readonly mutate: readonly string[] } = JSON.parse(
  readFileSync(new URL('../stryker.config.json', import.meta.url), 'utf8'),
);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { since: { type: 'string', default: 'HEAD~1' }, all: { type: 'boolean', default: false } },
});

/** Files that differ from a revision, committed or not; not those that are gone. */
function changedSince(revision: string): string[] {
  const words = ['diff', '--name-only', '--diff-filter=d', revision, '--', 'src'];
  return execFileSync('git', words, { encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '');
}

function isMutated(path: string): boolean {
  const [left, taken] = [config.mutate.filter((glob) => glob.startsWith('!')), config.mutate];
  return (
    taken.some((glob) => !glob.startsWith('!') && matchesGlob(path, glob)) &&
    !left.some((glob) => matchesGlob(path, glob.slice(1)))
  );
}

const files = positionals.length > 0 ? positionals : changedSince(values.since).filter(isMutated);
if (!values.all && files.length === 0) {
  console.log(`No file of the pure rooms changed since ${values.since}.`);
} else {
  const words = values.all ? [] : ['--mutate', files.join(',')];
  const { status, error } = spawnSync('stryker', ['run', ...words], { stdio: 'inherit' });
  if (error !== undefined) throw error;
  process.exitCode = status ?? 1;
}
