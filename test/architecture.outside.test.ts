/** The layering of what lies outside of src: tools know no tests, checks not each other, and tests mirror src by name. */
import { expect, test } from 'vitest';
import {
  findCrowdedFolders,
  findCycles,
  importsOf,
  readSources,
  type Sources,
  targetOf,
} from './support/source-files.ts';

const ROOT = new URL('../', import.meta.url).pathname;

/** The rooms of test/support that tools may use as well: they know no tests. */
const OPEN_ROOM = /^test\/support\/(reports|servers|template)\//;

/** What files outside of src may import, by path from the project's root: the first that fits the importer counts. */
const OUTSIDE_MAY_IMPORT: readonly (readonly [importer: RegExp, targets: readonly RegExp[]])[] = [
  [/^tools\//, [/^src\//, /^tools\//, OPEN_ROOM]],
  [OPEN_ROOM, [/^src\//, OPEN_ROOM]],
  [/^test\/support\//, [/^src\//, /^test\/support\//]],
  // A check may import its own folder, too.
  [/^test\/checks\//, [/^src\//, /^test\/support\//, /^test\/checks\/setup\//]],
  // What a check is made of may have tests of its own.
  [/^test\//, [/^src\//, /^test\/(support|checks)\//, /^tools\//, /^package\.json$/]],
];

/** Tools that import tests, checks that import each other, and the like. */
function findForbiddenImportsOutside(files: Sources): string[] {
  return [...files].flatMap(([path, text]) => {
    const [, targets = []] = OUTSIDE_MAY_IMPORT.find(([importer]) => importer.test(path)) ?? [];
    const ownCheck = /^test\/checks\/[^/]+\//.exec(path)?.[0];
    const isOpen = path.startsWith('tools/') || OPEN_ROOM.test(path);
    return importsOf(text)
      .filter((specifier) => {
        if (!specifier.startsWith('.')) return isOpen && specifier.startsWith('vitest');
        // Programs that a test writes import what is bundled.
        if (specifier.endsWith('.mjs')) return false;
        const target = targetOf(path, specifier);
        const isOwn = ownCheck !== undefined && target.startsWith(ownCheck);
        const isTest = /\.(test|check)\.ts$/.test(target);
        return isTest || !(isOwn || targets.some((allowed) => allowed.test(target)));
      })
      .map((specifier) => `${path} imports ${specifier}`);
  });
}

/** Tests of a room's file that is not there: `<room>/<file>[.<aspect>].test.ts` tests src/<room>/<file>.ts. */
function findTestsWithoutSource(files: Sources, sources: Sources): string[] {
  const rooms = new Set([...sources.keys()].map((path) => path.split('/')[0]));
  return [...files.keys()]
    .flatMap((path) => /^test\/((?:[^/]+\/)*[^/.]+)(?:\.[^/.]+)?\.test\.ts$/.exec(path)?.[1] ?? [])
    .filter((tested) => rooms.has(tested.split('/')[0]) && !sources.has(`${tested}.ts`));
}

const sources = readSources(`${ROOT}src`);
const allOutside = [...readSources(ROOT, 'test'), ...readSources(ROOT, 'tools')];
// The tests of the architecture show what wrong lines look like.
const outside: Sources = new Map(allOutside.filter(([path]) => !path.startsWith('test/architecture.')));

test.each([findForbiddenImportsOutside, findCycles, findCrowdedFolders])('%o finds nothing', (rule) => {
  expect(outside.size).toBeGreaterThan(100);
  expect(rule(outside)).toEqual([]);
});

test('tests mirror src by name', () => {
  expect(findTestsWithoutSource(outside, sources)).toEqual([]);
});

test.each([
  ['tools/x.ts', "import { runCli } from '../test/support/cli.ts';"],
  ['tools/x.ts', "import { a } from '../test/bytes/edit.test.ts';"],
  ['tools/x.ts', "const a = await import('../test/checks/page/page.ts');"],
  ['tools/x.ts', "import { expect } from 'vitest';"],
  ['test/support/reports/x.ts', "import type { A } from '../records.ts';"],
  ['test/support/servers/x.ts', "import { onTestFinished } from 'vitest';"],
  ['test/support/x.ts', "import { a } from '../bytes/edit.test.ts';"],
  ['test/support/x.ts', "import { a } from '../checks/setup/moto.ts';"],
  ['test/checks/page/x.ts', "import { a } from '../browser/browser.ts';"],
  ['test/checks/page/x.ts', "import { medianOf } from '../../../tools/bench/median.ts';"],
  ['test/checks/page/x.check.ts', "import { a } from './y.check.ts';"],
  ['test/bytes/x.test.ts', "import { a } from './y.test.ts';"],
])('a wrong line in %s is found: %s', (path, text) => {
  expect(findForbiddenImportsOutside(new Map([[path, text]]))).toHaveLength(1);
});

test('a test of no file is found, one of an aspect or of no room is not', () => {
  const files = new Map(
    ['bytes/edit', 'bytes/edit.large', 'bytes/edits', 'tools/build', 'template/grants'].map((name) => [
      `test/${name}.test.ts`,
      '',
    ]),
  );
  expect(findTestsWithoutSource(files, new Map([['bytes/edit.ts', '']]))).toEqual(['bytes/edits']);
});

test('a cycle of type imports is found, and files that only share an import are none', () => {
  const cyclic = new Map([
    ['report/a.ts', "import type { B } from './b.ts';\nimport type { C } from './c.ts';"],
    ['report/b.ts', "import type { C } from './c.ts';"],
    ['report/c.ts', "import type { A } from './a.ts';"],
  ]);
  expect(findCycles(cyclic)).toEqual(['report/a.ts -> report/b.ts -> report/c.ts -> report/a.ts']);
  expect(findCycles(new Map([...cyclic, ['report/c.ts', '']]))).toEqual([]);
});

test('a folder of 21 files is found, one of 20 is not', () => {
  const folder = (count: number) =>
    new Map(Array.from({ length: count }, (_, index) => [`cli/targets/f${index}.ts`, '']));
  expect(findCrowdedFolders(folder(21))).toEqual(['cli/targets holds 21 files']);
  expect(findCrowdedFolders(folder(20))).toEqual([]);
});
