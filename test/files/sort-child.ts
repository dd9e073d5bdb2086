/** Sorts as many records as its argument says, given in reverse, and shows what came out: a process that a test limits. */
import { readdirSync, readlinkSync } from 'node:fs';
import { sortRecords } from '../../src/files/sorted-records.ts';
import { renderJsonLine } from '../../src/text/safe-text.ts';
import { recordOf } from '../support/records.ts';

const BATCH = 1_000;
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

const template = recordOf({ detail: 'x'.repeat(500) });
async function* inReverse() {
  for (let end = count; end > 0; end -= BATCH)
    yield Array.from({ length: Math.min(BATCH, end) }, (_, index) => {
      const key = String(end - index).padStart(9, '0');
      const record = { ...template, object: { ...template.object, key } };
      return { record, text: renderJsonLine(record), place: key };
    });
}

const [keys, files]: [string[], number[]] = [[], []];
try {
  for await (const batch of sortRecords(inReverse())) {
    keys.push(...batch.map(({ place }) => place));
    files.push(unnamedFiles());
  }
  const isSorted = keys.every((key, index) => index === 0 || key > (keys[index - 1] ?? ''));
  console.log(
    JSON.stringify({ count: keys.length, isSorted, files: Math.max(...files), left: unnamedFiles() }),
  );
} catch (error) {
  console.log(JSON.stringify({ fault: error instanceof Error ? error.message : String(error) }));
}
