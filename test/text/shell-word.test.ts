/** Words for a POSIX shell: a shell gives them back as they were. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteShellWord } from '../../src/text/shell-word.ts';

/** The word as a program gets it from the shell. */
function readByShell(words: readonly (string | undefined)[]): string[] {
  const line = `for word in ${words.join(' ')}; do printf '%s\\0' "$word"; done`;
  const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\0').slice(0, -1);
}

const HOSTILE = [
  '',
  'plain/name-1.html',
  'a b',
  "it's",
  "'\\''",
  '$(touch /tmp/x) `id` $HOME',
  '; rm -rf ~ #',
  '"quoted"',
  '%s %n \\n \\\\',
  'tab\there',
  'line\nfeed',
  '\u001b[2J',
  '\u007f',
  '\u202egnp.exe',
  '\u2028 %d \\u0041',
  'ünïcödé 😀 𝒳',
  '*?[a-z]{1,2}~!',
];

describe('a quoted word', () => {
  test('is what a shell makes of it', () => {
    expect(readByShell(HOSTILE.map(quoteShellWord))).toEqual(HOSTILE);
  });

  test('is what a shell makes of any text', () => {
    const texts = fc.sample(fc.string({ unit: 'binary' }), { numRuns: 400, seed: 1 });
    const possible = texts.filter((text) => quoteShellWord(text) !== undefined);
    expect(possible.length).toBeGreaterThan(300);
    expect(readByShell(possible.map(quoteShellWord))).toEqual(possible);
  });

  test('shows nothing that acts', () => {
    for (const text of HOSTILE) expect(quoteShellWord(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  });

  test('is a plain name as it is', () => {
    expect(quoteShellWord('s3://my-bucket/a/b_c.html')).toBe('s3://my-bucket/a/b_c.html');
    expect(quoteShellWord('a b')).toBe("'a b'");
    expect(quoteShellWord('')).toBe("''");
    expect(quoteShellWord('a\u001bb')).toBe(`"$(printf 'a\\033b')"`);
  });

  test.each(['a\0b', 'a\ud800b', 'a\n'])('does not exist for %j', (text) => {
    expect(quoteShellWord(text)).toBeUndefined();
  });
});
