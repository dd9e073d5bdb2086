/**
 * Makes a release: `npm run release -- --dry-run` builds package and functions twice, compares the bytes, and says what
 * would be published; without --dry-run the package is published and the commit tagged. SAM CLI has to be on the PATH.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { software } from '../src/report/software.ts';

const ROOT = new URL('..', import.meta.url).pathname;
process.chdir(ROOT);
const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
const isDryRun = values['dry-run'];
const { version } = software;
const tag = `v${version}`;
const SAM_BUILD = '.aws-sam/release';

const run = (command: string, ...words: string[]): string =>
  execFileSync(command, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });

/** What stands against a release of this commit, a sentence each. */
function findObstacles(): string[] {
  const changed = run('git', 'status', '--porcelain');
  return [
    ...(changed === '' ? [] : [`these files are not committed:\n${changed.trimEnd()}`]),
    ...(run('git', 'tag', '--list', tag) === ''
      ? []
      : [`the tag ${tag} exists: raise the version in package.json`]),
    ...(new RegExp(`^## ${version.replaceAll('.', '\\.')} `, 'm').test(readFileSync('CHANGELOG.md', 'utf8'))
      ? []
      : [`CHANGELOG.md has no section "## ${version} (<day of the release>)"`]),
    ...(readFileSync('template.yaml', 'utf8').includes(`SemanticVersion: ${version}\n`)
      ? []
      : [`SemanticVersion in template.yaml is not ${version}`]),
  ];
}

const sha256Of = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** One hash over names and bytes of all files of a folder. */
function hashOfFolder(folder: string): string {
  const files = globSync('**/*', { cwd: folder }).filter((path) => statSync(join(folder, path)).isFile());
  return sha256Of(
    files
      .sort()
      .map((path) => `${sha256Of(readFileSync(join(folder, path)))}  ${path}\n`)
      .join(''),
  );
}

interface Built {
  readonly file: string;
  readonly bytes: number;
  readonly hashes: Readonly<Record<string, string>>;
}

/** Builds everything anew. */
function buildAll(): Built {
  const [{ filename: file = '' } = {}]: { readonly filename?: string }[] = JSON.parse(
    run('npm', 'pack', '--json').replace(/^[^[]*/, ''),
  );
  rmSync(SAM_BUILD, { recursive: true, force: true });
  run('sam', 'build', '--build-dir', SAM_BUILD);
  const functions = globSync('*/', { cwd: SAM_BUILD }).filter((path) =>
    statSync(join(SAM_BUILD, path)).isDirectory(),
  );
  return {
    file,
    bytes: statSync(file).size,
    hashes: {
      [file]: sha256Of(readFileSync(file)),
      ...Object.fromEntries(
        functions.sort().map((name) => [`function ${name}`, hashOfFolder(join(SAM_BUILD, name))]),
      ),
    },
  };
}

const obstacles = findObstacles();
for (const obstacle of obstacles) console.error(obstacle);
const first = buildAll();
const second = buildAll();
const differing = Object.keys({ ...first.hashes, ...second.hashes }).filter(
  (name) => first.hashes[name] !== second.hashes[name],
);
for (const name of differing) console.error(`${name}: built twice, and the bytes differ`);
console.log(`${software.name} ${version}, of commit ${run('git', 'rev-parse', 'HEAD').trim()}`);
console.log(
  `the package ${first.file}, ${first.bytes} bytes, and the functions as sam deploys them; SHA-256:`,
);
for (const [name, hash] of Object.entries(first.hashes)) console.log(`  ${hash}  ${name}`);
if (obstacles.length + differing.length > 0) {
  console.error('Nothing can be published like this.');
  process.exitCode = 1;
} else if (isDryRun) {
  console.log(
    `Would publish ${first.file} to the npm registry, and tag the commit ${tag}. Built twice: the same bytes.`,
  );
} else {
  execFileSync('npm', ['publish', first.file, '--ignore-scripts'], { stdio: 'inherit' });
  run('git', 'tag', '--annotate', tag, '--message', `${software.name} ${version}`);
  console.log(`Published, and tagged ${tag}: push the tag.`);
}
