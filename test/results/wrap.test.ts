import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { wrap } from '../../src/results/wrap.ts';

test.each([
  ['a b c', 5, 'words', ['a b c']],
  ['aa bb cc', 5, 'words', ['aa bb', 'cc']],
  ['job/…/report.html', 11, 'folders', ['job/…/', 'report.html']],
  ['a-long-name/x', 7, 'folders', ['a-long-', 'name/x']],
  ['abcdefgh/x', 3, 'folders', ['abc', 'def', 'gh/', 'x']],
  ['試験試験', 5, 'folders', ['試験', '試験']],
  ['프로'.normalize('NFD'), 2, 'folders', ['프', '로'].map((syllable) => syllable.normalize('NFD'))],
  ['e\u0301e\u0301', 1, 'words', ['e\u0301', 'e\u0301']],
  ['', 5, 'words', ['']],
] as const)('%s in %i columns, by %s', (text, width, parts, lines) => {
  expect(wrap(text, width, parts).split('\n')).toEqual(lines);
});

test('nothing but white space at line ends is ever left out', () => {
  const texts = fc.string({ unit: fc.constantFrom(...'ab -/é試🚀…', '\u1112\u1161\u11ab', '👩‍🚀') });
  fc.assert(
    fc.property(
      texts,
      fc.integer({ min: 2, max: 12 }),
      fc.constantFrom('words', 'folders'),
      (text, width, parts) => {
        const lines = wrap(text, width, parts).split('\n');
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      },
    ),
  );
});
