/** What records are sorted by. Pure. */
import { isOfTrainingJob } from '../../audit/record/record-kind.ts';
import type { LedgerRecord } from '../../audit/record/schema.ts';

/** One text whose characters are the bytes of UTF-8, so that `<` gives the order of `compareRecords`. */
export function sortKeyOf(record: LedgerRecord): string {
  const { recordedAt, id } = record;
  if (isOfTrainingJob(record)) return BEFORE_ALL_TEXTS + joinTexts([record.object.arn, recordedAt, id]);
  const { bucket, key } = record.object;
  // As most are. The others are plain in every record.
  if (!NOT_PLAIN.test(bucket) && !NOT_PLAIN.test(key))
    return bucket + END + key + END + recordedAt + END + id;
  return joinTexts([bucket, key, recordedAt, id]);
}

/** The part of a sort key that tells the object or training job; all of its records have the same. */
export const objectInKey = (key: string): string =>
  key.slice(0, key.lastIndexOf(END, key.lastIndexOf(END) - 1));

function joinTexts(texts: readonly string[]): string {
  const joined = texts
    .map((text) => (text.includes('\0') ? text.replaceAll('\0', ESCAPED_NUL) : text))
    .join(END);
  return NOT_ASCII.test(joined) ? Buffer.from(joined).toString('latin1') : joined;
}

const NOT_ASCII = /[^\0-\u007f]/;
/** What is written otherwise in a sort key than in the record. */
const NOT_PLAIN = /[^\u0001-\u007f]/;
/** Ends a text: comes before all that the text could go on with. */
const END = '\0\u0001';
/** No text begins so, not even the end of an empty one. */
const BEFORE_ALL_TEXTS = '\0\0';
const ESCAPED_NUL = '\0\u0002';
