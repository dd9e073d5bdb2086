/** Reads what lies in a ledger on disk: one file, or a folder of files. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../report/fault.ts';
import { fileFault } from './file-faults.ts';

const LEDGER_FILE = /\.(?:json|ndjson)$/;
/** Larger than Node's own: each chunk is a step for all that read the lines. */
const CHUNK_BYTES = 512 * 1024;

/** Yields the path itself, or in order the files below it that may hold records. @throws Fault */
export async function* listLedgerFiles(path: string): AsyncGenerator<string> {
  const files = await findLedgerFiles(path).catch((error: unknown) => {
    throw fileFault(error, path, 'read the ledger');
  });
  if (files.length === 0) {
    const message = `${path} is no ledger: no .ndjson or .json file lies in the folder; check the name`;
    throw new Fault('not-found', message, { retryable: false });
  }
  yield* files;
}

async function findLedgerFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && LEDGER_FILE.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

/** The bytes of one file as they come. @throws Fault */
export async function* readLedgerFile(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK_BYTES });
  } catch (error) {
    throw fileFault(error, path, 'read the ledger');
  }
}
