/** Sorts any number of records in bounded memory, over the disk when they are many. */
import { setImmediate } from 'node:timers/promises';
import type { PlacedRecord, RecordLine } from '../audit/ledger/read-records.ts';
import { Fault } from '../report/fault.ts';
import { errorCode } from './file-faults.ts';
import { RecordSorter } from './record-sorter.ts';

/** The number of records in a batch: single ones would cost a step each, many outlive their time in young memory. */
const BATCH_RECORDS = 100;

/**
 * The records in the order of `compareRecords`, batch by batch.
 * @throws Fault when the disk cannot hold them; what `batches` throws
 */
export async function* sortRecords(
  batches: AsyncIterable<readonly RecordLine[]>,
): AsyncGenerator<readonly PlacedRecord[]> {
  const sorter = new RecordSorter();
  try {
    for await (const batch of batches) sorter.add(batch);
    let records: PlacedRecord[] = [];
    for (const { text, place } of sorter.inOrder()) {
      records.push({ record: JSON.parse(text), place });
      if (records.length < BATCH_RECORDS) continue;
      yield records;
      records = [];
      // SQLite answers at once: without a pause nothing else would have its turn, an interruption least of all.
      await setImmediate();
    }
    yield records;
  } catch (error) {
    throw sortingFault(error);
  } finally {
    sorter.close();
  }
}

/** Source: https://sqlite.org/rescode.html; the upper bits tell more. */
const SQLITE_FULL = 13;
const PRIMARY_CODE = 0xff;
/** Source: https://sqlite.org/tempfiles.html, "Temporary File Storage Locations". */
const FOLDER = 'the folder for temporary files (TMPDIR, else /var/tmp)';

/** The fault of an error of SQLite; other errors as they are. */
function sortingFault(error: unknown): unknown {
  if (errorCode(error) !== 'ERR_SQLITE_ERROR') return error;
  const { message, errcode } = error as Error & { readonly errcode: number };
  const isFull = (errcode & PRIMARY_CODE) === SQLITE_FULL;
  const advice = isFull ? 'the disk is full: make room' : `${message}: check the disk`;
  return new Fault(
    'input-output',
    `cannot sort records in ${FOLDER}: ${advice}, or set TMPDIR; then run again`,
    {
      retryable: true,
      cause: error,
    },
  );
}
