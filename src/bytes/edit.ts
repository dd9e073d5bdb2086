/**
 * Byte edits as data: what to replace in one sequence of bytes, applied and inverted here.
 * Knows nothing of notebooks, HTML or where the bytes come from.
 */

/** A position between bytes, counted from 0 at the start of the original bytes. */
export type ByteOffset = number & { readonly unit: 'byte' };

/** Marks a number as a byte offset; the one place where plain numbers become offsets. */
export const byteOffset = (value: number): ByteOffset => value as ByteOffset;

/** Replaces the bytes from `start` up to but not including `end` (offsets of the original) by `content`. */
export interface ByteEdit {
  readonly start: ByteOffset;
  readonly end: ByteOffset;
  readonly content: Uint8Array;
}

/**
 * The bytes after all edits; `bytes` itself is never changed.
 * @throws RangeError when an edit lies outside of the bytes, ends before it starts, or the edits overlap or
 * are not in ascending order.
 */
export function applyEdits(bytes: Uint8Array, edits: readonly ByteEdit[]): Uint8Array {
  assertOrdered(bytes.length, edits);
  const growth = edits.reduce((sum, edit) => sum + edit.content.length - (edit.end - edit.start), 0);
  const result = new Uint8Array(bytes.length + growth);
  let read = 0;
  let written = 0;
  for (const edit of edits) {
    result.set(bytes.subarray(read, edit.start), written);
    written += edit.start - read;
    result.set(edit.content, written);
    written += edit.content.length;
    read = edit.end;
  }
  result.set(bytes.subarray(read), written);
  return result;
}

/**
 * The edits that turn `applyEdits(bytes, edits)` back into `bytes`; their offsets are those of the edited bytes.
 * @throws RangeError as `applyEdits` does.
 */
export function invertEdits(bytes: Uint8Array, edits: readonly ByteEdit[]): ByteEdit[] {
  assertOrdered(bytes.length, edits);
  return invertKnownEdits(edits.map((edit) => ({ ...edit, removed: bytes.slice(edit.start, edit.end) })));
}

/** An edit that kept the bytes it removes. */
export interface KnownEdit extends ByteEdit {
  readonly removed: Uint8Array;
}

/**
 * As `invertEdits`, for edits that kept the bytes they removed, where the bytes before are not at hand. What else an
 * edit tells, its inverse tells, too.
 */
export function invertKnownEdits<Edit extends KnownEdit>(edits: readonly Edit[]): Edit[] {
  let shift = 0;
  return edits.map((edit) => {
    const { start, end, content, removed } = edit;
    const inverseStart = start + shift;
    shift += content.length - (end - start);
    return {
      ...edit,
      start: byteOffset(inverseStart),
      end: byteOffset(inverseStart + content.length),
      content: removed,
      removed: content,
    };
  });
}

function assertOrdered(length: number, edits: readonly ByteEdit[]): void {
  let free = 0;
  for (const { start, end } of edits) {
    const isWhole = Number.isSafeInteger(start) && Number.isSafeInteger(end);
    if (!isWhole || start < free || end < start || end > length) {
      throw new RangeError(`edit ${start}..${end} does not fit: the next free byte is ${free} of ${length}`);
    }
    free = end;
  }
}
