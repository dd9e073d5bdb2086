/** What is kept of a ledger does not hold the lines that it comes from. */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { examineSorted } from '../../../../src/files/sorting/threads/examine-sorted.ts';
import { withHashes, write } from '../../../support/audit/usual-lines.ts';
import { recordOf } from '../../../support/records.ts';

const RECORDS = 1_000;
const LINE_BYTES = 50_000;
const LINE_FEED = Buffer.from('\n');

function* blocks() {
  for (let index = 0; index < RECORDS; index += 1) {
    const software = { name: 'profiler-opt-out', version: `0.2.0-made-by-hand-${index}` };
    const bucket = `reports-of-account-${index}`;
    const record = {
      ...recordOf({ bucket, key: `a/${index}.ipynb` }),
      software,
      detail: 'd'.repeat(LINE_BYTES),
    };
    const bytes = Uint8Array.from(Buffer.concat([write(withHashes(record)), LINE_FEED]));
    yield { firstLine: index + 1, bytes, isEnded: true };
  }
}

function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return getHeapStatistics().used_heap_size;
}

test('figures and buckets do not hold the lines that their texts are parts of', async () => {
  const fail = async (place: string): Promise<never> => expect.unreachable(place);
  const kept: unknown[] = [];
  const before = usedBytes();
  const parts = (async function* () {
    yield { name: 'ledger', blocks: blocks() };
  })();
  const stretches = examineSorted(
    parts,
    {
      onBadLine: fail,
      onTornLine: fail,
      onCutLine: fail,
      hasToObserve: false,
      observe: (batches) => batches,
    },
    { threads: 1, signal: new AbortController().signal, onBuckets: (buckets) => kept.push(buckets) },
  );
  let records = 0;
  for await (const stretch of stretches) {
    records += stretch.records;
    kept.push(stretch.figures);
  }
  expect(records).toBe(RECORDS);
  expect(usedBytes() - before).toBeLessThan((RECORDS * LINE_BYTES) / 2);
  expect(kept).not.toEqual([]);
});
