import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, type ByteEdit, byteOffset, editOf, endOf, invertEdits } from '../../src/bytes/edit.ts';

const edit = (start: number, removed: string, inserted: string): ByteEdit => ({
  start: byteOffset(start),
  removed: Uint8Array.from(Buffer.from(removed)),
  inserted: Uint8Array.from(Buffer.from(inserted)),
});
const apply = (text: string, ...edits: ByteEdit[]) =>
  Buffer.from(applyEdits(Buffer.from(text), edits)).toString();

describe('applyEdits', () => {
  test('inserts, replaces and removes by offsets of the original', () => {
    expect(apply('abcdef', edit(0, '', 'X'), edit(1, 'bc', 'yyy'), edit(5, 'f', ''))).toBe('Xayyyde');
    expect(apply('abc', edit(3, '', '!'))).toBe('abc!');
    expect(apply('abc', edit(1, '', '1'), edit(1, 'b', '2'))).toBe('a12c');
    expect(apply('abc')).toBe('abc');
  });

  test('refuses edits that lie outside, overlap or are out of order', () => {
    for (const edits of [
      [edit(0, 'abcd', '')],
      [edit(4, '', 'x')],
      [edit(-1, 'a', '')],
      [edit(0.5, 'a', '')],
      [edit(Number.NaN, '', '')],
      [edit(0, 'ab', ''), edit(1, 'bc', '')],
      [edit(2, 'c', ''), edit(0, 'a', '')],
    ]) {
      expect(() => applyEdits(Buffer.from('abc'), edits)).toThrow(RangeError);
      expect(() => applyEdits(Buffer.from('abc'), edits)).toThrow(
        /does not fit: the next free byte is [0-3] of 3/,
      );
    }
  });

  test('refuses an edit that removes other bytes than are there', () => {
    const applying = () => applyEdits(Buffer.from('abc'), [edit(0, 'a', 'x'), edit(1, 'x', '')]);
    expect(applying).toThrow(RangeError);
    expect(applying).toThrow('edit 1..2 does not fit: it removes other bytes than are there');
  });
});

test('an edit of a range holds a copy of the bytes there', () => {
  const bytes = Uint8Array.from(Buffer.from('abcdef'));
  const made = editOf(bytes, byteOffset(1), byteOffset(3), Uint8Array.from(Buffer.from('x')));
  expect(made).toEqual(edit(1, 'bc', 'x'));
  expect(endOf(made)).toBe(3);
  bytes.fill(0);
  expect(made).toEqual(edit(1, 'bc', 'x'));
});

test('an inverted edit stays that of its cell', () => {
  expect(invertEdits([{ ...edit(0, 'a', 'xyz'), cell: 5 }, edit(2, '', 'b')])).toEqual([
    { ...edit(0, 'xyz', 'a'), cell: 5 },
    edit(4, 'b', ''),
  ]);
});

const bytesAndEdits = fc
  .tuple(
    fc.uint8Array({ maxLength: 60 }),
    fc.array(fc.tuple(fc.nat(60), fc.nat(60), fc.uint8Array({ maxLength: 9 }))),
  )
  .map(([bytes, raw]) => {
    const edits: ByteEdit[] = [];
    let free = 0;
    for (const [gap, length, inserted] of raw) {
      const start = free + (gap % 7);
      const end = start + (length % 5);
      if (end > bytes.length) break;
      edits.push(editOf(bytes, byteOffset(start), byteOffset(end), inserted));
      free = end;
    }
    return { bytes, edits };
  });

test('inverted edits give the original back, whatever the edits', () => {
  fc.assert(
    fc.property(bytesAndEdits, ({ bytes, edits }) => {
      const before = Uint8Array.from(bytes);
      const after = applyEdits(bytes, edits);
      expect(applyEdits(after, invertEdits(edits))).toEqual(before);
      expect(invertEdits(invertEdits(edits))).toEqual(edits);
      expect(bytes).toEqual(before);
    }),
  );
});

test('bytes outside of the edits stay in order', () => {
  fc.assert(
    fc.property(bytesAndEdits, ({ bytes, edits }) => {
      const isOutside = (all: readonly ByteEdit[]) => (_: number, at: number) =>
        !all.some((one) => one.start <= at && at < endOf(one));
      const after = applyEdits(bytes, edits);
      expect([...after].filter(isOutside(invertEdits(edits)))).toEqual([...bytes].filter(isOutside(edits)));
    }),
  );
});
