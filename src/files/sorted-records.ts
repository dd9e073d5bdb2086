/** Sorts any number of records in bounded memory, over the disk when they are many. */
import { setImmediate } from 'node:timers/promises';
import type { PlacedRecord, RecordLine } from '../audit/ledger/read-records.ts';
import { RecordSorter } from './record-sorter.ts';
import { temporaryDatabaseFault } from './temporary-database.ts';

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
    throw temporaryDatabaseFault(error, 'sort records');
  } finally {
    sorter.close();
  }
}
