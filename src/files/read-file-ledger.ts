/** Reads a ledger on disk: one file, or a folder of files. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerPart } from '../audit/ledger/read-records.ts';
import { blocksOf } from '../bytes/lines.ts';
import { Fault } from '../report/fault.ts';
import { fileFault } from './file-faults.ts';

const LEDGER_FILE = /\.(?:json|ndjson)$/;
/** Larger than Node's own: each chunk is a step for all that read the lines. */
const CHUNK_BYTES = 256 * 1024;

/** The parts of a ledger: the file, or in order the files of the folder that may hold records. @throws Fault */
export async function* readFileLedger(path: string): AsyncGenerator<LedgerPart> {
  const files = await findFiles(path).catch((error: unknown) => {
    throw fileFault(error, path, 'read the ledger');
  });
  if (files.length === 0) {
    const message = `${path} is no ledger: no .ndjson or .json file lies in the folder; check the name`;
    throw new Fault('not-found', message, { retryable: false });
  }
  for (const name of files) yield { name, blocks: blocksOf(readChunks(name)) };
}

async function findFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && LEDGER_FILE.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK_BYTES });
  } catch (error) {
    throw fileFault(error, path, 'read the ledger');
  }
}
