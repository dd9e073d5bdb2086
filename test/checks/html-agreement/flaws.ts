/**
 * Proves that the agreement can fail: the sources are copied, each flaw is put in, and the random pages find it.
 * Usage: flaws.ts [how many pages] [seed] [flaw...]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What is written instead of what, in which file. */
const FLAWS = {
  'forgets that a script starts again in a comment': ['raw-text', 'endTag <= startTag', 'true'],
  'forgets comments in scripts': ['raw-text', 'endTag <= opening', 'true'],
  'lets a script end within any word': ['raw-text', 'endsName(bytes[end]) &&', ''],
  'minds the case of end tags': ['raw-text', '.toLowerCase() === beginning', ' === beginning'],
  'forgets the odd end of a comment': ['markup', 'nextOddEnd(start) + 4', 'bytes.length'],
  'forgets that a comment may end at once': [
    'markup',
    'if (bytes[start] === GREATER_THAN) return start + 1;',
    '',
  ],
  'takes > in quotes for the end of a tag': ['markup', 'quote === DOUBLE_QUOTE ||', ''],
  'takes a first = for the start of a value': ['markup', 'let at = start + 1;', 'let at = start;'],
  'forgets carriage returns': ['markup', 'byte === 0x0d ||', ''],
  'takes titles for elements': ['tokens', "'title textarea", "'textarea"],
  'takes the content of templates for shown': ['tokens', "'template ", "'"],
  'takes select for an element like others': ['tokens', 'math select', 'math'],
  'takes plaintext for an element like others': ['tokens', 'frameset plaintext', 'frameset'],
  'takes foreign content for HTML': ['tokens', 'noscript svg', 'noscript'],
  'reads a doctype as a comment': ['tokens', 'isDoctype ? end :', ''],
  'answers whatever the depth': ['tokens', '&& this.#depth.isWithinLimit', ''],
  'forgets character references': ['spellings', 'found.push(at)', '{}'],
  'does not look at the seam': ['plan', '&& !joinsSpelling(page, start, end)', ''],
} as const satisfies Record<string, readonly [file: string, text: string, instead: string]>;

/** True when the pages tell the flawed sources from the tree. @throws Error when the flaw cannot be put in */
function isFound(flaw: keyof typeof FLAWS, pages: number, seed: number): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'profiler-opt-out-flaw-'));
  try {
    cpSync('src', join(folder, 'src'), { recursive: true });
    cpSync('package.json', join(folder, 'package.json'));
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    const [file, text, instead] = FLAWS[flaw];
    const path = join(folder, 'src/html', `${file}.ts`);
    const source = readFileSync(path, 'utf8');
    if (source.split(text).length !== 2) throw new Error(`${flaw}: "${text}" stands not once in ${file}.ts`);
    writeFileSync(path, source.replace(text, instead));
    const check = join(import.meta.dirname, 'agreement.ts');
    const words = [check, `${pages}`, `${seed}`, '/nowhere', join(folder, 'src')];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    if (!/^\d+ passed, \d failed$/m.test(stdout)) throw new Error(`${flaw}: ${stderr}`);
    return status !== 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [pages = '40000', seed = '1', ...named] = process.argv.slice(2);
const flaws = (Object.keys(FLAWS) as (keyof typeof FLAWS)[]).filter(
  (flaw) => named.length === 0 || named.includes(flaw),
);
let [passed, failed] = [0, 0];
for (const flaw of flaws) {
  const found = isFound(flaw, Number(pages), Number(seed));
  console.log(`${found ? 'found' : 'NOT FOUND'}: ${flaw}`);
  if (found) passed += 1;
  else failed += 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
