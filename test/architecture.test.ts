/** The layering of DESIGN: imports run one way, and only the outer folders touch the world. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { expect, test } from 'vitest';

const SRC = new URL('../src/', import.meta.url).pathname;

/** What each folder may import besides itself; `verdict` is src/verdict.ts. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  bytes: [],
  verdict: ['bytes'],
  notebook: ['verdict', 'bytes'],
  html: ['verdict', 'bytes'],
  'training-job': ['verdict', 'bytes'],
  report: ['notebook', 'html', 'training-job', 'verdict', 'bytes'],
  audit: ['report', 'verdict', 'bytes'],
  aws: ['audit', 'report', 'training-job', 'verdict', 'bytes'],
  lambda: ['aws', 'audit', 'report', 'verdict', 'bytes'],
  cli: ['aws', 'audit', 'report', 'verdict', 'bytes'],
};
/** Packages and modules of Node that only some folders may use; all others are free for all. */
const RESERVED: readonly (readonly [specifier: RegExp, folders: readonly string[]])[] = [
  [/^@aws-sdk\//, ['aws']],
  [/^@aws-lambda-powertools\//, ['lambda']],
  [/^@lezer\//, ['notebook']],
  [/^parse5/, ['html']],
  [/^node:(?!crypto$|buffer$|util$)/, ['aws', 'lambda', 'cli']],
];
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g;
const WORLD = /\bprocess\.|\bnew Date\(\)|\bDate\.now\(|\bMath\.random\(|\bsetTimeout\(|\bfetch\(/;

/** What is wrong with the sources, given by their path below src. */
function violationsOf(sources: ReadonlyMap<string, string>): string[] {
  return [...sources].flatMap(([path, text]) => {
    const folder = folderOf(path);
    const imports = [...text.matchAll(IMPORT)].map((match) => match[1] ?? '');
    const wrong = imports
      .filter((specifier) => !isAllowed(folder, path, specifier))
      .map((specifier) => `${path} imports ${specifier}`);
    const isOuter = ['aws', 'lambda', 'cli'].includes(folder);
    const touches = !isOuter && WORLD.test(text) ? [`${path} touches the process, the clock or chance`] : [];
    const process =
      folder === 'cli' && path !== 'cli/bin.ts' && /\bprocess\./.test(text)
        ? [`${path} touches process`]
        : [];
    return [...wrong, ...touches, ...process];
  });
}

const folderOf = (path: string): string => path.replace(/\.ts$/, '').split('/')[0] ?? '';

function isAllowed(folder: string, path: string, specifier: string): boolean {
  if (!specifier.startsWith('.')) {
    return RESERVED.every(([reserved, folders]) => !reserved.test(specifier) || folders.includes(folder));
  }
  const target = folderOf(posix.join(posix.dirname(path), specifier));
  // The program itself hands the deployed handler to the command line, which may not know it.
  if (path === 'cli/bin.ts' && specifier === '../lambda/on-report-created.ts') return true;
  return target === folder || (MAY_IMPORT[folder] ?? []).includes(target);
}

test('imports run one way, and only the outer folders touch the world', () => {
  const files = readdirSync(SRC, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const sources = new Map(paths.map((path) => [relative(SRC, path), readFileSync(path, 'utf8')]));
  expect(sources.size).toBeGreaterThan(40);
  expect([...sources.keys()].filter((path) => MAY_IMPORT[folderOf(path)] === undefined)).toEqual([]);
  expect(violationsOf(sources)).toEqual([]);
});

test.each([
  ['notebook/x.ts', "import { a } from '../html/plan.ts';"],
  ['html/x.ts', "import type { A } from '../notebook/plan.ts';"],
  ['report/x.ts', "export { a } from '../audit/record.ts';"],
  ['audit/x.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
  ['lambda/x.ts', "const a = await import('../cli/main.ts');"],
  ['cli/main.ts', "const a = await import('../lambda/on-report-created.ts');"],
  ['bytes/x.ts', "import type { A } from '../verdict.ts';"],
  ['verdict.ts', "import type { A } from './report/key.ts';"],
  ['audit/x.ts', "import { readFileSync } from 'node:fs';"],
  ['report/x.ts', 'const at = new Date();'],
  ['cli/main.ts', 'process.exit(1);'],
])('a wrong line in %s is found: %s', (path, text) => {
  expect(violationsOf(new Map([[path, text]]))).toHaveLength(1);
});
