/** Ledgers to read: files, folders of files, and S3. Every line is looked at; bad ones are told of, and reading goes on. */
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { type LedgerNotices, type RecordLine, readRecordLines } from '../audit/record/read-lines.ts';
import { listLedgerFiles, readLedgerFile } from '../files/read-file-ledger.ts';
import { Fault } from '../report/fault.ts';
import { inOrder } from './targets/in-order.ts';
import { parseS3 } from './targets/target.ts';

const CONCURRENCY = 32;
/** Objects up to this size are read side by side, and held. */
const SMALL_BYTES = 64 * 1024;

/** The records of all ledgers, as they come. @throws TargetError; Fault when a ledger cannot be read */
export async function* readLedgers(
  words: readonly string[],
  cwd: string,
  endpointUrl: string | undefined,
  notices: LedgerNotices,
): AsyncGenerator<readonly RecordLine[]> {
  for (const word of words) {
    const parts = word.startsWith('s3:') ? readS3(word, endpointUrl) : readPath(resolve(cwd, word));
    for await (const { name, chunks } of parts) yield* readRecordLines(name, chunks, notices);
  }
}

interface LedgerPart {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

async function* readPath(path: string): AsyncGenerator<LedgerPart> {
  for await (const file of listLedgerFiles(path)) yield { name: file, chunks: readLedgerFile(file) };
}

async function* readS3(word: string, endpointUrl: string | undefined): AsyncGenerator<LedgerPart> {
  const { bucket, prefix } = parseS3(word);
  const [{ connectS3 }, { listLedgerObjects, readLedgerObject }] = await Promise.all([
    import('../aws/connect.ts'),
    import('../aws/read-s3-ledger.ts'),
  ]);
  const client = connectS3(endpointUrl === undefined ? {} : { endpointUrl });
  let objects = 0;
  const read = async ({ key, sizeBytes }: { readonly key: string; readonly sizeBytes: number }) => {
    const chunks = readLedgerObject(client, bucket, key);
    return { name: `s3://${bucket}/${key}`, chunks: sizeBytes > SMALL_BYTES ? chunks : await held(chunks) };
  };
  for await (const part of inOrder(listLedgerObjects(client, bucket, prefix), CONCURRENCY, read)) {
    objects += 1;
    yield part;
  }
  if (objects === 0) throw emptyLedger(word, 'no .json or .ndjson object lies there');
}

/** The same chunks, once all of them are there. */
async function held(chunks: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Readable.from(all);
}

const emptyLedger = (name: string, why: string): Fault =>
  new Fault('not-found', `${name} is no ledger: ${why}; check the name`, { retryable: false });
