/**
 * Mutates the pure rooms' files that changed, and fails when fewer mutants die than stryker.config.json asks for:
 * `npm run mutation [-- --since <revision>]` (default: the commit before the last), `-- --all`, or `-- <file>...`.
 * All are mutated room by room: `reports/mutation-<room>.json` keeps what a room came to when a later one is cut short.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { parseArgs } from 'node:util';

const config: {
  readonly mutate: readonly string[];
  readonly jsonReporter: { readonly fileName: string };
} = JSON.parse(readFileSync(new URL('../stryker.config.json', import.meta.url), 'utf8'));
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

/** The room of `src` that a file is in, or the file itself where it is in none. */
const roomOf = (path: string): string => path.split('/')[1] ?? path;

/** Whether enough mutants of the files died. */
function mutate(files: readonly string[]): boolean {
  const { status, error } = spawnSync('stryker', ['run', '--mutate', files.join(',')], { stdio: 'inherit' });
  if (error !== undefined) throw error;
  return status === 0;
}

function mutateAll(): boolean {
  const report = config.jsonReporter.fileName;
  const rooms = Object.entries(Object.groupBy(globSync('src/**/*.ts').filter(isMutated).sort(), roomOf));
  const results = rooms.map(([room, files = []]) => {
    console.log(`\nThe room ${room}`);
    rmSync(report, { force: true });
    const isEnough = mutate(files);
    if (existsSync(report)) renameSync(report, report.replace('.json', `-${room.replace('.ts', '')}.json`));
    return isEnough;
  });
  return results.every(Boolean);
}

const files = positionals.length > 0 ? positionals : changedSince(values.since).filter(isMutated);
if (values.all) process.exitCode = mutateAll() ? 0 : 1;
else if (files.length === 0) console.log(`No file of the pure rooms changed since ${values.since}.`);
else process.exitCode = mutate(files) ? 0 : 1;
