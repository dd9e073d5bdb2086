/** Texts by key in bounded memory, over the disk when they are many. */
import type { TextTable } from '../text/text-table.ts';
import { openTemporaryDatabase, withTemporaryDatabase } from './temporary-database.ts';

/** Some 40,000 short texts; of more, a part lies on the disk, or in the system's memory for files. */
const CACHE_KIB = 4 * 1024;
const PAGE_BYTES = 4 * 1024;
/** Keys are bytes: SQLite promises nothing about texts with a NUL. */
const TABLE = 'CREATE TABLE texts (key BLOB PRIMARY KEY, text TEXT) WITHOUT ROWID';

const KEEP = 'keep what is on record';

/** A TextTable over a temporary database. `get`, `has`, `set` and `delete` throw a Fault when the disk cannot hold it. */
export class DiskTable implements TextTable {
  readonly #database = openTemporaryDatabase({ pageBytes: PAGE_BYTES, cacheKib: CACHE_KIB, sql: TABLE });
  readonly #select = this.#database.prepare('SELECT text FROM texts WHERE key = ?');
  readonly #upsert = this.#database.prepare(
    'INSERT INTO texts VALUES (?, ?) ON CONFLICT DO UPDATE SET text = excluded.text',
  );
  readonly #delete = this.#database.prepare('DELETE FROM texts WHERE key = ?');

  get(key: string): string | undefined {
    return withTemporaryDatabase(KEEP, () => {
      const row = this.#select.get(Buffer.from(key));
      return row === undefined ? undefined : String(row['text']);
    });
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  set(key: string, text: string): void {
    withTemporaryDatabase(KEEP, () => this.#upsert.run(Buffer.from(key), text));
  }

  delete(key: string): void {
    withTemporaryDatabase(KEEP, () => this.#delete.run(Buffer.from(key)));
  }

  close(): void {
    this.#database.close();
  }
}
