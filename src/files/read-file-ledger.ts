/** Reads a ledger on disk: one file, a folder of files, or what comes through a pipe. */
import { constants, createReadStream, openSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { LedgerPart } from '../audit/ledger/read-records.ts';
import { blocksOf } from '../bytes/lines.ts';
import { Fault } from '../report/fault.ts';
import { fileFault, mayBeUnreadable, unreadableName, unreadableNames } from './file-faults.ts';

const LEDGER_FILE = /\.(?:json|ndjson)$/;
/** Larger than Node's own: each chunk is a step for all that read the lines. */
const CHUNK_BYTES = 256 * 1024;

/** The parts of a ledger: the file, the pipe, or in order the files of the folder that may hold records. @throws Fault */
export async function* readFileLedger(path: string): AsyncGenerator<LedgerPart> {
  const files = await findFiles(path).catch((error: unknown) => {
    throw fileFault(error, path, 'read the ledger');
  });
  if (files.length === 0) {
    const message = `${path} is no ledger: no .ndjson or .json file lies in the folder; check the name`;
    throw new Fault('not-found', message, { retryable: false });
  }
  for (const { name, isPipe } of files)
    yield { name, blocks: blocksOf(isPipe ? readPipe(name) : readChunks(name)) };
}

/** What a ledger consists of. */
interface LedgerFile {
  readonly name: string;
  readonly isPipe?: true;
}

async function findFiles(path: string): Promise<LedgerFile[]> {
  const stats = await stat(path);
  if (stats.isFIFO()) return [{ name: path, isPipe: true }];
  if (stats.isFile()) return [{ name: path }];
  if (!stats.isDirectory()) {
    const message = `${path} is no ledger: it is neither a file, a folder nor a pipe; name one of these`;
    throw new Fault('invalid', message, { retryable: false });
  }
  return (await findBelow(path)).sort().map((name) => ({ name }));
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

/** Without waiting in a thread for somebody to write: nothing could end that, not even an interruption. */
async function* readPipe(path: string): AsyncGenerator<Uint8Array> {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    yield* new Socket({ fd, readable: true, writable: false });
  } catch (error) {
    throw fileFault(error, path, 'read the ledger');
  }
}
