import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEdit, encodeEdit } from '../../../src/audit/record/edits.ts';
import { byteOffset } from '../../../src/bytes/edit.ts';

test('an edit of a record is decoded as it was encoded', () => {
  const bytes = fc.uint8Array({ maxLength: 30 });
  const edit = fc.record(
    { cell: fc.integer({ min: 1 }), start: fc.nat().map(byteOffset), removed: bytes, inserted: bytes },
    { requiredKeys: ['start', 'removed', 'inserted'] },
  );
  fc.assert(
    fc.property(edit, (given) => {
      const json: ReturnType<typeof encodeEdit> = JSON.parse(JSON.stringify(encodeEdit(given)));
      expect(decodeEdit(json)).toEqual(given);
    }),
  );
});
