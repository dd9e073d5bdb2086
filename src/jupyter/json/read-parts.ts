/** Reads values of which only some have the expected shape: the others are moved over. Knows nothing of notebooks. */
import type { JsonReader } from './json-reader.ts';
import type { KeyQuestion } from './json-scan.ts';

/** Reads an object's members, or moves over a value that is none; true when it was one. */
export function readMembers(reader: JsonReader, readMember: (key: string) => void): boolean {
  const isObject = reader.nextKind === 'object';
  if (isObject) reader.readObject(readMember);
  else reader.skipValue();
  return isObject;
}

/** The same for those members that have one of the keys, which may stand twice; others may be read, too. */
export function readMembersOf(
  reader: JsonReader,
  question: KeyQuestion,
  readMember: (key: string) => void,
): boolean {
  const isObject = reader.nextKind === 'object';
  if (isObject) reader.readMembersOf(question, readMember);
  else reader.skipValue();
  return isObject;
}

/** Reads a list's items, or moves over a value that is none; true when it was one and every item was well. */
export function readItems(reader: JsonReader, readItem: () => boolean): boolean {
  let isWhole = reader.nextKind === 'list';
  if (!isWhole) reader.skipValue();
  else
    reader.readList(() => {
      isWhole = readItem() && isWhole;
    });
  return isWhole;
}

/** A string, number, boolean or null; undefined, moved over, for lists and objects. */
export function readScalar(reader: JsonReader): unknown {
  const kind = reader.nextKind;
  if (kind === 'string') return reader.readString();
  if (kind === 'other') return reader.readValue();
  reader.skipValue();
  return undefined;
}
