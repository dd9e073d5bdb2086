/**
 * Sorts any number of records in bounded memory: runs that fit are sorted and go over the disk. The files go when the
 * sorting ends, whatever ends it.
 */
import { compareRecords } from '../audit/ledger/histories.ts';
import type { AuditRecord } from '../audit/record/schema.ts';
import { fileFault } from './file-faults.ts';
import { SortedFiles } from './sorted-files.ts';

/** So many records are held at once: some 100 MB. */
export const RUN_SIZE = 25_000;
/** So many files are merged at once. */
const FAN_IN = 16;

/** The records in the order of `compareRecords`. @throws Fault when the temporary files cannot be used */
export async function* sortRecords(
  records: AsyncIterable<AuditRecord>,
  runSize = RUN_SIZE,
  fanIn = FAN_IN,
): AsyncGenerator<AuditRecord> {
  const files = new SortedFiles(fanIn);
  let run: AuditRecord[] = [];
  try {
    for await (const record of records) {
      run.push(record);
      if (run.length < runSize) continue;
      await files.add(run.sort(compareRecords));
      run = [];
    }
    yield* files.merged(run.sort(compareRecords));
  } catch (error) {
    throw fileFault(error, files.folder, 'sort records in');
  } finally {
    await files.remove();
  }
}
