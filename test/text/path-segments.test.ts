/** Names in paths are found as if the path were split. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasSegment } from '../../src/text/path-segments.ts';

test('a path has the names between its slashes, and no others', () => {
  const text = fc.string({ unit: fc.constantFrom('/', 'a', 'b'), maxLength: 8 });
  fc.assert(
    fc.property(text, fc.string({ unit: fc.constantFrom('/', 'a', 'b'), maxLength: 3 }), (path, name) => {
      expect(hasSegment(path, name)).toBe(path.split('/').includes(name));
    }),
    { numRuns: 5_000 },
  );
});
