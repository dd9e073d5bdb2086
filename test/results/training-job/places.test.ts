import { expect, test } from 'vitest';
import { placesOf } from '../../../src/results/training-job/places.ts';

test('lines end with a line feed, columns count UTF-16 code units, a byte order mark is none', () => {
  const text = '\ufeffa\r\n\u{1f600}b\n\nc';
  const bytes = Buffer.from(text);
  const at = (part: string) => Buffer.byteLength(text.slice(0, text.indexOf(part)));
  const offsets = [at('c'), at('b'), at('a'), at('\n\nc'), bytes.length];
  const placeAt = placesOf(bytes, offsets);
  expect(offsets.map(placeAt)).toEqual([
    { line: 4, column: 1 },
    { line: 2, column: 3 },
    { line: 1, column: 1 },
    { line: 2, column: 4 },
    { line: 4, column: 2 },
  ]);
});
