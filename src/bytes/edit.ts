/**
 * Byte edits as data: what to replace in one sequence of bytes, applied and inverted here.
 * Knows nothing of notebooks, HTML or where the bytes come from.
 */

/** A position between bytes, counted from 0 at the start of the original bytes. */
export type ByteOffset = number & { readonly unit: 'byte' };

/** Marks a number as a byte offset; the one place where plain numbers become offsets. */
export const byteOffset = (value: number): ByteOffset => value as ByteOffset;

/** The replacement of `removed`, the bytes at `start` (an offset of the original), by `inserted`. */
export interface ByteEdit {
  readonly start: ByteOffset;
  readonly removed: Uint8Array;
  readonly inserted: Uint8Array;
  /** The code cell of a notebook that the edit is in, counted from 1. */
  readonly cell?: number;
}

/** The edit that replaces the bytes from `start` up to but not including `end`; it holds a copy of them. */
export const editOf = (
  bytes: Uint8Array,
  start: ByteOffset,
  end: ByteOffset,
  inserted: Uint8Array,
): ByteEdit => ({ start, removed: new Uint8Array(bytes.subarray(start, end)), inserted });

/** The offset right after the removed bytes. */
export const endOf = ({ start, removed }: ByteEdit): ByteOffset => byteOffset(start + removed.length);

/**
 * The bytes after all edits; `bytes` itself is never changed.
 * @throws RangeError when an edit is outside of the bytes, it removes other bytes than are there, or the edits
 * overlap or are not in ascending order.
 */
export function applyEdits(bytes: Uint8Array, edits: readonly ByteEdit[]): Uint8Array {
  assertFitting(bytes, edits);
  const growth = edits.reduce((sum, { removed, inserted }) => sum + inserted.length - removed.length, 0);
  const result = new Uint8Array(bytes.length + growth);
  let read = 0;
  let written = 0;
  for (const edit of edits) {
    result.set(bytes.subarray(read, edit.start), written);
    written += edit.start - read;
    result.set(edit.inserted, written);
    written += edit.inserted.length;
    read = endOf(edit);
  }
  result.set(bytes.subarray(read), written);
  return result;
}

/** The edits that turn `applyEdits(bytes, edits)` back into `bytes`; their offsets are those of the edited bytes. */
export function invertEdits(edits: readonly ByteEdit[]): ByteEdit[] {
  let shift = 0;
  return edits.map((edit) => {
    const { start, removed, inserted } = edit;
    const inverse = { ...edit, start: byteOffset(start + shift), removed: inserted, inserted: removed };
    shift += inserted.length - removed.length;
    return inverse;
  });
}

function assertFitting(bytes: Uint8Array, edits: readonly ByteEdit[]): void {
  let free = 0;
  for (const edit of edits) {
    const { start, removed } = edit;
    const end = endOf(edit);
    if (!Number.isSafeInteger(start) || start < free || end > bytes.length) {
      throw new RangeError(
        `edit ${start}..${end} does not fit: the next free byte is ${free} of ${bytes.length}`,
      );
    }
    if (Buffer.compare(bytes.subarray(start, end), removed) !== 0) {
      throw new RangeError(`edit ${start}..${end} does not fit: it removes other bytes than are there`);
    }
    free = end;
  }
}
