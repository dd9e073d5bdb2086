/** README and documents: every link leads somewhere, every script and file that is named exists, every command is one. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/cli/option-values.ts';
import { parseWords } from '../../src/cli/program.ts';
import { catchError } from '../../src/text/catch-error.ts';

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

const PROGRAM = String.raw`(?:npm run -s opt-out --|profiler-opt-out|node dist/cli\.mjs)`;
const LINE_OF_CODE = new RegExp(String.raw`^\s*${PROGRAM} (.+)$`);
const CODE_IN_TEXT = new RegExp(`\`${PROGRAM} ([^\`]+)\``, 'g');

/** The words of our command lines: lines of code, which a comment may follow after two spaces or a #, and code in text. */
function commandLinesIn(text: string): string[] {
  let isFenced = false;
  const lines = text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('```')) isFenced = !isFenced;
      const match = isFenced || line.startsWith('    ') ? LINE_OF_CODE.exec(line) : null;
      return match?.[1] === undefined ? [] : [match[1].replace(/(?: {2,}| #| \|| >).*$/, '')];
    });
  const inText = text.replaceAll(/\s+/g, ' ').matchAll(CODE_IN_TEXT);
  return [...lines, ...[...inText].map(([, words = '']) => words)];
}

/** What the program says of command lines that it does not take; `<command>` stands for any command. */
function findWrongCommandLines(text: string): string[] {
  return commandLinesIn(text)
    .filter((line) => line !== '<command>')
    .flatMap((line) => {
      const words = (line.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) =>
        word.replace(/^(['"])(.*)\1$/, '$2'),
      );
      const result = catchError(UsageError, () => parseWords(words, undefined));
      return result instanceof UsageError ? [`${line}: ${result.message}`] : [];
    });
}

describe.each(documents)('%s', (path) => {
  const text = textOf(path);

  test('has no link that leads nowhere', () => {
    expect(findBrokenLinks(path, text)).toEqual([]);
  });

  test('names only scripts and files that exist', () => {
    expect(findUnknownScripts(text)).toEqual([]);
    expect(findMissingFiles(text)).toEqual([]);
  });

  test('has only command lines that the program takes', () => {
    expect(findWrongCommandLines(text)).toEqual([]);
  });
});

test('README has at most 120 lines', () => {
  expect(textOf('README.md').split('\n').length - 1).toBeLessThanOrEqual(120);
});

/** The reasons of the closed union in the source, each in quotes. */
function reasonsIn(source: string): string[] {
  const union = /export type RefusalReason =([^;]*);/.exec(source)?.[1] ?? '';
  return [...union.matchAll(/'([\w-]+)'/g)].map(([, reason = '']) => reason);
}

test('every refusal reason is explained where an operator looks, and no other', () => {
  const [, section = ''] = textOf('docs/TROUBLESHOOTING.md').split('## Refusal reasons');
  const cells = section.match(/^\| `[^|]*/gm) ?? [];
  const explained = cells.flatMap((cell) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, reason]) => reason));
  const reasons = reasonsIn(textOf('src/verdict.ts'));
  expect(reasons.length).toBeGreaterThan(30);
  expect(explained.sort()).toEqual(reasons.sort());
});

test('wrong links, scripts and files are found', () => {
  const text =
    '[a](docs/NOTHING.md) [b](README.md#nothing) [c](README.md#try-it) `npm run nothing` `src/nothing.ts`';
  expect(findBrokenLinks('README.md', text)).toEqual(['docs/NOTHING.md', 'README.md#nothing']);
  expect(findUnknownScripts(text)).toEqual(['nothing']);
  expect(findMissingFiles(text)).toEqual(['src/nothing.ts']);
});

test('command lines are found in code and in text', () => {
  const text = [
    'Run `npm run -s opt-out --',
    'scan A B` or `node dist/cli.mjs <command>`.',
    '',
    '    npm run -s opt-out -- scan examples    what still reports',
    '```',
    'profiler-opt-out apply "my folder" \\',
    '  --dry-run # changes nothing',
    '```',
    'profiler-opt-out is the name.',
  ].join('\n');
  expect(commandLinesIn(text)).toEqual([
    'scan examples',
    'apply "my folder" --dry-run',
    'scan A B',
    '<command>',
  ]);
  expect(findWrongCommandLines(text)).toEqual([]);
  expect(documents.flatMap((path) => commandLinesIn(textOf(path))).length).toBeGreaterThan(10);
});

test('wrong command lines are found', () => {
  const text =
    '    npm run -s opt-out -- scan A --fromat csv\n\n`profiler-opt-out audt A` `profiler-opt-out replay`';
  expect(findWrongCommandLines(text)).toEqual([
    "scan A --fromat csv: unknown option '--fromat'; did you mean '--format'?",
    "audt A: unknown command 'audt'; did you mean 'audit'?",
    'replay: replay: missing <event.json>: the file of an event as Lambda gets it',
  ]);
});
