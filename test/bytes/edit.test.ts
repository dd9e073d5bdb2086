import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, type ByteEdit, byteOffset, invertEdits } from '../../src/bytes/edit.ts';

const edit = (start: number, end: number, content: string): ByteEdit => ({
  start: byteOffset(start),
  end: byteOffset(end),
  content: Buffer.from(content),
});
const apply = (text: string, ...edits: ByteEdit[]) =>
  Buffer.from(applyEdits(Buffer.from(text), edits)).toString();

describe('applyEdits', () => {
  test('inserts, replaces and removes by offsets of the original', () => {
    expect(apply('abcdef', edit(0, 0, 'X'), edit(1, 3, 'yyy'), edit(5, 6, ''))).toBe('Xayyyde');
    expect(apply('abc', edit(3, 3, '!'))).toBe('abc!');
    expect(apply('abc', edit(1, 1, '1'), edit(1, 2, '2'))).toBe('a12c');
    expect(apply('abc')).toBe('abc');
  });

  test('refuses edits that do not fit', () => {
    for (const edits of [
      [edit(0, 4, '')],
      [edit(-1, 0, '')],
      [edit(2, 1, '')],
      [edit(0.5, 1, '')],
      [edit(0, Number.NaN, '')],
      [edit(0, 2, ''), edit(1, 3, '')],
      [edit(2, 3, ''), edit(0, 1, '')],
    ]) {
      expect(() => applyEdits(Buffer.from('abc'), edits)).toThrow(RangeError);
      expect(() => invertEdits(Buffer.from('abc'), edits)).toThrow(/does not fit/);
    }
  });
});

const bytesAndEdits = fc
  .tuple(
    fc.uint8Array({ maxLength: 60 }),
    fc.array(fc.tuple(fc.nat(60), fc.nat(60), fc.uint8Array({ maxLength: 9 }))),
  )
  .map(([bytes, raw]) => {
    const edits: ByteEdit[] = [];
    let free = 0;
    for (const [gap, length, content] of raw) {
      const start = free + (gap % 7);
      const end = start + (length % 5);
      if (end > bytes.length) break;
      edits.push({ start: byteOffset(start), end: byteOffset(end), content });
      free = end;
    }
    return { bytes, edits };
  });

test('inverted edits give the original back, whatever the edits', () => {
  fc.assert(
    fc.property(bytesAndEdits, ({ bytes, edits }) => {
      const before = Uint8Array.from(bytes);
      const after = applyEdits(bytes, edits);
      expect(applyEdits(after, invertEdits(bytes, edits))).toEqual(before);
      expect(bytes).toEqual(before);
    }),
  );
});

test('bytes outside of the edits stay in order', () => {
  fc.assert(
    fc.property(bytesAndEdits, ({ bytes, edits }) => {
      const kept: number[] = [...bytes].filter(
        (_, at) => !edits.some(({ start, end }) => start <= at && at < end),
      );
      const after = applyEdits(bytes, edits);
      const inserted = invertEdits(bytes, edits);
      expect(
        [...after].filter((_, at) => !inserted.some(({ start, end }) => start <= at && at < end)),
      ).toEqual(kept);
    }),
  );
});
