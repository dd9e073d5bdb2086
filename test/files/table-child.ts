/** Fills a table with as many texts as its argument says, and shows the fault that ends it: a process that a test limits. */
import { DiskTable } from '../../src/files/disk-table.ts';

const table = new DiskTable();
try {
  for (let index = 0; index < Number(process.argv[2]); index += 1) table.set(`key ${index}`, 'x'.repeat(60));
  console.log('no fault');
} catch (error) {
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : error);
}
