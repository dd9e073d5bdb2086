/** Copies are the same texts, and hold nothing else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownCopy } from '../../src/text/own-copy.ts';

test('a copy is the same text, half characters included', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '\ud800', '\udc00', '\0', '"'),
      (text, more) => {
        expect(ownCopy(text + more)).toBe(text + more);
      },
    ),
  );
});
