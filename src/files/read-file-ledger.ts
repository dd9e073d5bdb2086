/** Reads a ledger on disk: one file, or a folder of files. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerPart } from '../audit/ledger/read-records.ts';
import { linesOf } from '../bytes/lines.ts';
import { Fault } from '../report/fault.ts';
import { fileFault, mayBeUnreadable, unreadableName, unreadableNames } from './file-faults.ts';

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
  for (const name of files) yield { name, lines: linesOf(readChunks(name)) };
}

async function findFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  return (await findBelow(path)).sort();
}

async function findBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.some(mayBeUnreadable)) await assertReadable(folder);
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await findBelow(path)));
    else if (entry.isFile() && LEDGER_FILE.test(entry.name)) found.push(path);
  }
  return found;
}

/** Otherwise records would be left out of all figures. @throws Fault when records may lie under a name that is no UTF-8 */
async function assertReadable(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  for (const { name, isFolder } of unreadableNames(entries).values())
    if (isFolder || LEDGER_FILE.test(name)) throw unreadableName(folder, name, 'read the ledger');
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK_BYTES });
  } catch (error) {
    throw fileFault(error, path, 'read the ledger');
  }
}
