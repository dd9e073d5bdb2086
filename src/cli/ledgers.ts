/** Ledgers to read: files, folders of files, and S3. Every line is looked at; bad ones are told of, and reading goes on. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readRecord } from '../audit/record/read-record.ts';
import type { AuditRecord } from '../audit/record/schema.ts';
import { type Line, linesOf } from '../bytes/lines.ts';
import { fileFault } from '../files/file-faults.ts';
import { Fault } from '../report/fault.ts';
import { inOrder } from './targets/in-order.ts';
import { parseS3 } from './targets/target.ts';

/** Who is told of what can be no record. */
export interface LedgerNotices {
  /** `place` names the file or object, and the line. */
  readonly onBadLine: (place: string, why: string) => Promise<void>;
  /** The last line of a file, cut off by a crash: what it should have said is in no record. */
  readonly onTornLine: (place: string) => Promise<void>;
}

const CONCURRENCY = 32;
/** Objects up to this size are read side by side, and held. */
const SMALL_BYTES = 64 * 1024;

/** The records of all ledgers, as they come. @throws TargetError; Fault when a ledger cannot be read */
export async function* readLedgers(
  words: readonly string[],
  cwd: string,
  endpointUrl: string | undefined,
  notices: LedgerNotices,
): AsyncGenerator<AuditRecord> {
  for (const word of words) {
    const lines = word.startsWith('s3:') ? readS3(word, endpointUrl) : readPath(resolve(cwd, word));
    for await (const { place, line } of lines) {
      const record = await readLine(place, line, notices);
      if (record !== undefined) yield record;
    }
  }
}

interface PlacedLine {
  readonly place: string;
  readonly line: Line;
}

async function readLine(place: string, line: Line, notices: LedgerNotices): Promise<AuditRecord | undefined> {
  if (line.text === undefined) {
    await notices.onBadLine(place, 'the line is longer than any record');
    return undefined;
  }
  const reading = readRecord(line.text);
  if (reading.kind === 'record') return reading.record;
  if (line.isEnded) await notices.onBadLine(place, reading.why);
  else await notices.onTornLine(place);
  return undefined;
}

async function* readPath(path: string): AsyncGenerator<PlacedLine> {
  try {
    if ((await stat(path)).isDirectory()) {
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && /\.(?:json|ndjson)$/.test(entry.name));
      if (files.length === 0) throw emptyLedger(path, 'no .ndjson or .json file lies in the folder');
      for (const file of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
        yield* placed(file, createReadStream(file));
      }
    } else yield* placed(path, createReadStream(path));
  } catch (error) {
    throw fileFault(error, path, 'read the ledger');
  }
}

async function* placed(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<PlacedLine> {
  for await (const line of linesOf(chunks)) yield { place: `${name}, line ${line.number}`, line };
}

async function* readS3(word: string, endpointUrl: string | undefined): AsyncGenerator<PlacedLine> {
  const { bucket, prefix } = parseS3(word);
  const [{ connectS3 }, { listLedgerObjects, readLedgerObject }] = await Promise.all([
    import('../aws/connect.ts'),
    import('../aws/read-s3-ledger.ts'),
  ]);
  const client = connectS3(endpointUrl === undefined ? {} : { endpointUrl });
  let objects = 0;
  const read = async ({ key, sizeBytes }: { readonly key: string; readonly sizeBytes: number }) => {
    const lines = placed(`s3://${bucket}/${key}`, readLedgerObject(client, bucket, key));
    return sizeBytes > SMALL_BYTES ? lines : await collect(lines);
  };
  for await (const lines of inOrder(listLedgerObjects(client, bucket, prefix), CONCURRENCY, read)) {
    objects += 1;
    yield* lines;
  }
  if (objects === 0) throw emptyLedger(word, 'no .json or .ndjson object lies there');
}

async function collect(lines: AsyncIterable<PlacedLine>): Promise<PlacedLine[]> {
  const all: PlacedLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

const emptyLedger = (name: string, why: string): Fault =>
  new Fault('not-found', `${name} is no ledger: ${why}; check the name`, { retryable: false });
