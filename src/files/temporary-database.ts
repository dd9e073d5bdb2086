/**
 * Private temporary databases. SQLite keeps one in memory while it is small, and else in files that have no name, so that
 * they are gone with the process, however it ends, and only their owner may read them.
 */
import { DatabaseSync } from 'node:sqlite';
import { errorCode } from './file-faults.ts';
import { temporaryFault } from './temporary-fault.ts';

/** The memory that a database takes, and its tables. */
export interface TemporaryTables {
  readonly pageBytes: number;
  /** For what has not gone to disk. */
  readonly cacheKib: number;
  readonly sql: string;
}

/** A database with the tables. Nothing has to outlive the process, so nothing is journaled or synced. */
export function openTemporaryDatabase({ pageBytes, cacheKib, sql }: TemporaryTables): DatabaseSync {
  const database = new DatabaseSync('');
  database.exec(`
    PRAGMA page_size = ${pageBytes}; PRAGMA cache_size = -${cacheKib}; PRAGMA temp_store = FILE;
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    ${sql};
    BEGIN`);
  return database;
}

/** Does what needs a temporary database. @throws Fault when SQLite fails */
export function withTemporaryDatabase<Answer>(verb: string, work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    throw databaseFault(error, verb);
  }
}

/** Source: https://sqlite.org/rescode.html; the upper bits tell more. */
const SQLITE_FULL = 13;
const PRIMARY_CODE = 0xff;

/** The fault of an error of SQLite while doing `verb`, as in "cannot keep what is on record in ..."; other errors as they are. */
function databaseFault(error: unknown, verb: string): unknown {
  if (errorCode(error) !== 'ERR_SQLITE_ERROR') return error;
  const { message, errcode } = error as Error & { readonly errcode: number };
  return temporaryFault(verb, (errcode & PRIMARY_CODE) === SQLITE_FULL ? 'full' : message, error);
}
