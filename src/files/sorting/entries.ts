/** The form in which records are sorted, kept on disk and handed from thread to thread: entries of bytes, one behind the other. */

/** The text of a record in UTF-8, what it is sorted by, and where it stands. */
export interface Entry {
  /** A character for each byte. */
  readonly key: string;
  /** The number of the part of the ledgers, and of the line in it. */
  readonly part: number;
  readonly line: number;
  readonly text: Uint8Array;
}

/** An entry begins with the lengths of its key and of its text, its part and its line; then come key and text. */
const TEXT_LENGTH_AT = 4;
const PART_AT = 8;
const LINE_AT = 12;
/** The length of what stands before the key. */
export const HEAD_BYTES = 20;

/** The bytes that the entry takes. */
export const bytesOf = ({ key, text }: Entry): number => HEAD_BYTES + key.length + text.length;

/** Writes an entry, for which there must be room; answers where it ends. */
export function writeEntry({ key, part, line, text }: Entry, bytes: Buffer, at: number): number {
  const textAt = at + HEAD_BYTES + key.length;
  bytes.write(key, at + HEAD_BYTES, 'latin1');
  bytes.set(text, textAt);
  bytes.writeUInt32LE(key.length, at);
  bytes.writeUInt32LE(text.length, at + TEXT_LENGTH_AT);
  bytes.writeUInt32LE(part, at + PART_AT);
  bytes.writeDoubleLE(line, at + LINE_AT);
  return textAt + text.length;
}

/** The length of the entry that begins at `at`. */
export const lengthOfEntry = (bytes: Buffer, at: number): number =>
  HEAD_BYTES + bytes.readUInt32LE(at) + bytes.readUInt32LE(at + TEXT_LENGTH_AT);

export const keyOfEntry = (bytes: Buffer, at: number): string =>
  bytes.toString('latin1', at + HEAD_BYTES, at + HEAD_BYTES + bytes.readUInt32LE(at));

/** Below 0 when the first of two entries stands before the second. */
export const comparePlaces = (a: Buffer, aAt: number, b: Buffer, bAt: number): number =>
  a.readUInt32LE(aAt + PART_AT) - b.readUInt32LE(bAt + PART_AT) ||
  a.readDoubleLE(aAt + LINE_AT) - b.readDoubleLE(bAt + LINE_AT);

/** Where the text of the entry begins that begins at `at`. */
const textStartOfEntry = (bytes: Buffer, at: number): number => at + HEAD_BYTES + bytes.readUInt32LE(at);

/** An entry without its key; its text is a part of the bytes that it is in. */
export interface EntryInBytes extends Omit<Entry, 'key'> {
  readonly text: Buffer;
}

const entryAt = (bytes: Buffer, at: number): EntryInBytes => ({
  part: bytes.readUInt32LE(at + PART_AT),
  line: bytes.readDoubleLE(at + LINE_AT),
  text: bytes.subarray(textStartOfEntry(bytes, at), at + lengthOfEntry(bytes, at)),
});

/** The entries without their keys. */
export function* entriesIn(bytes: Buffer): Generator<EntryInBytes> {
  for (let at = 0; at < bytes.length; at += lengthOfEntry(bytes, at)) yield entryAt(bytes, at);
}
