/** Sorts as many entries as its argument says, given in reverse, and shows what came out: a process that a test limits. */
import { readdirSync, readlinkSync } from 'node:fs';
import { entriesIn } from '../../../src/files/sorting/entries.ts';
import { RunMerger } from '../../../src/files/sorting/run-merger.ts';
import { SortedRuns } from '../../../src/files/sorting/sorted-runs.ts';

const MEMORY_BYTES = 32 * 1024 * 1024;
const count = Number(process.argv[2]);
/** Files that the process has open without a name. */
const unnamedFiles = (): number =>
  readdirSync('/proc/self/fd').filter((name) => linkOf(name).endsWith(' (deleted)')).length;

function linkOf(name: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${name}`);
  } catch {
    return '';
  }
}

const text = Buffer.from('x'.repeat(1_000));
try {
  const sorter = new SortedRuns(MEMORY_BYTES);
  for (let line = count; line > 0; line -= 1)
    sorter.add({ key: String(line).padStart(9, '0'), part: 0, line, text });
  const merger = new RunMerger(sorter.finish());
  const lines: number[] = [];
  for (let bytes = merger.next(); bytes.length > 0; bytes = merger.next())
    lines.push(...Array.from(entriesIn(Buffer.from(bytes)), ({ line }) => line));
  const files = unnamedFiles();
  sorter.close();
  const isSorted = lines.every((line, index) => line === index + 1);
  console.log(JSON.stringify({ count: lines.length, isSorted, files, left: unnamedFiles() }));
} catch (error) {
  console.log(JSON.stringify({ fault: error instanceof Error ? error.message : String(error) }));
}
