/** Records in order, in a temporary database. */
import type { RecordLine } from '../audit/ledger/read-records.ts';
import { isOfTrainingJob } from '../audit/record/record-kind.ts';
import type { LedgerRecord } from '../audit/record/schema.ts';
import { openTemporaryDatabase } from './temporary-database.ts';

/** Memory for what has not gone to disk: some 10,000 records. SQLite takes it twice, for records and for sorting them. */
const CACHE_KIB = 16 * 1024;
/** A record fits into one page, and a page goes to disk with one write. */
const PAGE_BYTES = 16 * 1024;
const TABLE = 'CREATE TABLE records (sort_key TEXT, line TEXT, place TEXT)';

/** The text of a record, and where it stands. */
export type SortedLine = Pick<RecordLine, 'text' | 'place'>;

/** Begin with `add`, then read all with `inOrder`, and end with `close`. */
export class RecordSorter {
  readonly #database = openTemporaryDatabase({ pageBytes: PAGE_BYTES, cacheKib: CACHE_KIB, sql: TABLE });
  readonly #insert = this.#database.prepare('INSERT INTO records VALUES (?, ?, ?)');

  /** @throws Error of SQLite, as when the disk is full */
  add(lines: readonly RecordLine[]): void {
    for (const { record, text, place } of lines) this.#insert.run(sortKeyOf(record), text, place);
  }

  /** The lines that were added, in the order of `compareRecords`. @throws Error of SQLite */
  *inOrder(): Generator<SortedLine> {
    const select = this.#database.prepare('SELECT line, place FROM records ORDER BY sort_key');
    select.setReturnArrays(true);
    for (const row of select.iterate()) {
      const [text, place] = row as unknown as readonly [string, string];
      yield { text, place };
    }
  }

  close(): void {
    this.#database.close();
  }
}

/**
 * One text whose UTF-8 bytes have the order of `compareRecords`: SQLite compares the bytes of one column three times
 * as fast as those of four.
 */
function sortKeyOf(record: LedgerRecord): string {
  const { recordedAt, id } = record;
  if (isOfTrainingJob(record)) return BEFORE_ALL_TEXTS + joinTexts([record.object.arn, recordedAt, id]);
  return joinTexts([record.object.bucket, record.object.key, recordedAt, id]);
}

const joinTexts = (texts: readonly string[]): string =>
  texts.map((text) => (text.includes('\0') ? text.replaceAll('\0', ESCAPED_NUL) : text)).join(END);
/** Ends a text: comes before all that the text could go on with. */
const END = '\0\u0001';
/** No text begins so, not even the end of an empty one. */
const BEFORE_ALL_TEXTS = '\0\0';
const ESCAPED_NUL = '\0\u0002';
