/** The layering that docs/ARCHITECTURE.md shows: imports run one way, rooms stay small, only outer rooms touch the world. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  findCrowdedFolders,
  findCycles,
  importsOf,
  readSources,
  type Sources,
  targetOf,
} from './support/source-files.ts';

const SRC = new URL('../src/', import.meta.url).pathname;

/** What each room may import besides itself; `verdict` is src/verdict.ts. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  bytes: [],
  text: [],
  verdict: ['bytes', 'text'],
  jupyter: ['verdict', 'bytes', 'text'],
  python: ['text'],
  notebook: ['jupyter', 'python', 'verdict', 'bytes', 'text'],
  html: ['verdict', 'bytes', 'text'],
  'training-job': ['jupyter', 'python', 'verdict', 'bytes', 'text'],
  report: ['notebook', 'html', 'training-job', 'python', 'verdict', 'bytes', 'text'],
  audit: ['report', 'verdict', 'bytes', 'text'],
  batch: ['report', 'text'],
  aws: ['batch', 'audit', 'report', 'training-job', 'verdict', 'bytes', 'text'],
  files: ['audit', 'report', 'training-job', 'verdict', 'bytes', 'text'],
  lambda: ['aws', 'batch', 'audit', 'report', 'verdict', 'bytes', 'text'],
  results: ['audit', 'report', 'training-job', 'verdict', 'bytes', 'text'],
  run: ['audit', 'report', 'bytes', 'text'],
  cli: [
    'run',
    'results',
    'batch',
    'aws',
    'files',
    'audit',
    'report',
    'training-job',
    'verdict',
    'bytes',
    'text',
  ],
};
const OUTER_ROOMS = ['aws', 'files', 'lambda', 'cli'];
/** The files of the command line that may touch the process. */
const PROCESS_FILES = ['cli/bin.ts', 'cli/launch.ts'];
/** Packages and modules of Node that only some rooms may use; all others are free for all. */
const RESERVED: readonly (readonly [specifier: RegExp, rooms: readonly string[]])[] = [
  [/^@(?:aws-sdk|smithy)\//, ['aws']],
  [/^@aws-lambda-powertools\//, ['lambda']],
  [/^@lezer\//, ['python', 'notebook', 'training-job']],
  [/^parse5/, ['html']],
  [/^(?:jsonc-parser|yaml)$/, ['training-job']],
  [/^node:(?!crypto$|buffer$|util$)/, OUTER_ROOMS],
];
/** Modules for browsers: only their bundle is imported, and they import nothing that needs Node. */
const PAGE = 'audit/page/';
const BROWSER = `${PAGE}browser/`;
const BROWSER_MAY_IMPORT =
  /^(?:text\/|audit\/record\/(?:schema|embedded|generation-times)\.ts$|audit\/page\/(?:format|page-data)\.ts$)/;
/** Files that a tool writes; what looks like code in them is text. */
const GENERATED = [
  'audit/page/browser-assets.ts',
  'audit/record/usual/scan-module.ts',
  'jupyter/json/scan-module.ts',
];
/** The largest room holds less than this part of all lines; the page is counted apart from the rest of `audit`. */
const MAX_ROOM_SHARE = 1 / 5;

const WORLD = /\bprocess\.|\bnew Date\(\)|\bDate\.now\(|\bMath\.random\(|\bsetTimeout\(|\bfetch\(/;

const roomOf = (path: string): string => path.replace(/\.ts$/, '').split('/')[0] ?? '';

function isAllowed(room: string, path: string, specifier: string): boolean {
  if (path.startsWith(BROWSER)) return isAllowedInBrowser(path, specifier);
  if (!specifier.startsWith('.')) {
    return RESERVED.every(([reserved, rooms]) => !reserved.test(specifier) || rooms.includes(room));
  }
  if (targetOf(path, specifier).startsWith(BROWSER)) return false;
  const target = roomOf(targetOf(path, specifier));
  // The program itself hands the deployed handlers to the command line, which may not know them.
  if (path === 'cli/bin.ts' && target === 'lambda') return true;
  return target === room || (MAY_IMPORT[room] ?? []).includes(target);
}

function isAllowedInBrowser(path: string, specifier: string): boolean {
  const target = targetOf(path, specifier);
  return specifier.startsWith('.') && (target.startsWith(BROWSER) || BROWSER_MAY_IMPORT.test(target));
}

/** Name and version stand in package.json, and in one file of the source. */
const isVersion = (path: string, specifier: string): boolean =>
  path === 'report/software.ts' && specifier === '../../package.json';

function findForbiddenImports(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) => {
    const room = roomOf(path);
    const wrong = importsOf(text)
      .filter((specifier) => !isAllowed(room, path, specifier) && !isVersion(path, specifier))
      .map((specifier) => `${path} imports ${specifier}`);
    const touches =
      !OUTER_ROOMS.includes(room) && WORLD.test(text)
        ? [`${path} touches the process, the clock or chance`]
        : [];
    const mayTouch = room !== 'cli' || PROCESS_FILES.includes(path);
    const process = !mayTouch && /\bprocess\./.test(text) ? [`${path} touches process`] : [];
    return [...wrong, ...touches, ...process];
  });
}

function findOversizedRooms(sources: Sources): string[] {
  const lines = new Map<string, number>();
  for (const [path, text] of sources) {
    const room = path.startsWith(PAGE) ? PAGE : roomOf(path);
    lines.set(room, (lines.get(room) ?? 0) + text.split('\n').length - 1);
  }
  const all = [...lines.values()].reduce((sum, count) => sum + count, 0);
  return [...lines]
    .filter(([, count]) => count >= all * MAX_ROOM_SHARE)
    .map(([room, count]) => `${room} holds ${count} of ${all} lines`);
}

const RULES = [findForbiddenImports, findCycles, findCrowdedFolders, findOversizedRooms];
/** Generated files are read as empty. */
const sources: Sources = new Map(
  [...readSources(SRC)].map(([path, text]) => [path, GENERATED.includes(path) ? '' : text]),
);

test('every generated file is there, and says so', () => {
  for (const path of GENERATED) expect(readFileSync(join(SRC, path), 'utf8')).toContain('do not edit');
});

test('every file lies in a room that the layering knows', () => {
  expect(sources.size).toBeGreaterThan(40);
  expect([...sources.keys()].filter((path) => MAY_IMPORT[roomOf(path)] === undefined)).toEqual([]);
});

test.each(RULES)('%o finds nothing', (rule) => {
  expect(rule(sources)).toEqual([]);
});

test.each([
  ['notebook/x.ts', "import { a } from '../html/plan.ts';"],
  ['html/x.ts', "import type { A } from '../notebook/plan.ts';"],
  ['training-job/x.ts', "import type { A } from '../notebook/plan.ts';"],
  ['python/x.ts', "import type { A } from '../jupyter/cells.ts';"],
  ['jupyter/x.ts', "import type { A } from '../python/imports.ts';"],
  ['report/x.ts', "import manifest from '../../package.json' with { type: 'json' };"],
  ['report/x.ts', "export { a } from '../audit/record/render-record.ts';"],
  ['audit/x.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
  ['files/x.ts', "import { connectS3 } from '../aws/connect.ts';"],
  ['aws/x.ts', "import { walk } from '../files/walk.ts';"],
  ['lambda/x.ts', "const a = await import('../cli/main.ts');"],
  ['cli/main.ts', "const a = await import('../lambda/on-report-created.ts');"],
  ['bytes/x.ts', "import type { A } from '../verdict.ts';"],
  ['text/x.ts', "import type { A } from '../bytes/edit.ts';"],
  ['verdict.ts', "import type { A } from './report/key.ts';"],
  ['audit/x.ts', "import { readFileSync } from 'node:fs';"],
  ['report/x.ts', 'const at = new Date();'],
  ['cli/main.ts', 'process.exit(1);'],
  ['audit/page/x.ts', "import { createRow } from './browser/rows.ts';"],
  ['audit/page/browser/x.ts', "import { renderTable } from '../html.ts';"],
  ['audit/page/browser/x.ts', "import { createHash } from 'node:crypto';"],
  ['audit/page/browser/x.ts', "import { verdictOf } from '../../../verdict.ts';"],
])('a wrong line in %s is found: %s', (path, text) => {
  expect(findForbiddenImports(new Map([[path, text]]))).toHaveLength(1);
});

test('a room with a fifth of all lines is found', () => {
  const room = (name: string, lines: number): [string, string] => [`${name}/x.ts`, 'a\n'.repeat(lines)];
  const house = (largest: number) =>
    new Map([room('cli', largest), ...['a', 'b', 'c', 'd', 'e'].map((name) => room(name, 17))]);
  expect(findOversizedRooms(house(22))).toEqual(['cli holds 22 of 107 lines']);
  expect(findOversizedRooms(house(17))).toEqual([]);
  const page = new Map([...house(10), [`${PAGE}charts/x.ts`, 'a\n'.repeat(40)] as const]);
  expect(findOversizedRooms(page)).toEqual(['audit/page/ holds 40 of 135 lines']);
});
