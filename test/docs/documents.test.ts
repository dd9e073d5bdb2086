/** README and documents: every link leads somewhere, every script and file that is named exists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const markdownIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const documents = ['.', 'docs', 'events', 'examples'].flatMap(markdownIn);
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The anchors that GitHub makes of a document's headings. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Links that lead nowhere, in the words of the document. */
function findBrokenLinks(path: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(textOf(target)).includes(anchor);
    });
}

/** npm scripts that package.json does not have. */
const findUnknownScripts = (text: string): string[] =>
  [...text.matchAll(/\bnpm (?:run (?:-s )?)?([a-z][\w:-]*)/g)]
    .map(([, name = '']) => name)
    .filter((name) => !['ci', 'install', 'pack', 'scripts', 'package'].includes(name))
    .filter((name) => scripts[name] === undefined);

/** Files of this repository in backticks that are not there; a folder ends in a slash. */
const findMissingFiles = (text: string): string[] =>
  [...text.matchAll(/`((?:src|test|tools|docs|events|examples|\.ci)\/[\w./-]*)`/g)]
    .map(([, name = '']) => name)
    .filter((name) => !existsSync(join(ROOT, name)));

describe.each(documents)('%s', (path) => {
  const text = textOf(path);

  test('has no link that leads nowhere', () => {
    expect(findBrokenLinks(path, text)).toEqual([]);
  });

  test('names only scripts and files that exist', () => {
    expect(findUnknownScripts(text)).toEqual([]);
    expect(findMissingFiles(text)).toEqual([]);
  });
});

test('README has at most 120 lines', () => {
  expect(textOf('README.md').split('\n').length - 1).toBeLessThanOrEqual(120);
});

test('wrong links, scripts and files are found', () => {
  const text =
    '[a](docs/NOTHING.md) [b](README.md#nothing) [c](README.md#try-it) `npm run nothing` `src/nothing.ts`';
  expect(findBrokenLinks('README.md', text)).toEqual(['docs/NOTHING.md', 'README.md#nothing']);
  expect(findUnknownScripts(text)).toEqual(['nothing']);
  expect(findMissingFiles(text)).toEqual(['src/nothing.ts']);
});
