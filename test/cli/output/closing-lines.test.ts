import { expect, test } from 'vitest';
import { renderClosingLines } from '../../../src/cli/output/closing-lines.ts';

test.each([
  [
    new Map([['would-opt-out', 2]] as const),
    '2 notebooks report usage when they are run. Opt them out with apply.',
  ],
  [
    new Map([['refused', 3]] as const),
    '3 objects were refused and left unchanged. Review them: the reasons are listed above.',
  ],
])('several objects are spoken of as several', (counts, sentence) => {
  expect(renderClosingLines(counts)).toContain(`\n${sentence}\n`);
});

test('nothing to count is nothing to show', () => {
  expect(renderClosingLines(new Map())).toBe('');
});
