/** Sorts a large ledger in threads and shows the fault that ends it: a process that a test limits. */
import type { LedgerPart } from '../../../../src/audit/ledger/read-records.ts';
import type { LineBlock } from '../../../../src/bytes/lines.ts';
import { sortLedgers } from '../../../../src/files/sorting/threads/sort-ledgers.ts';
import { Fault } from '../../../../src/report/fault.ts';
import { renderJsonLine } from '../../../../src/text/safe-text.ts';
import { recordOf } from '../../../support/records.ts';

const BLOCKS = 60;
const text = renderJsonLine(recordOf({ detail: 'x'.repeat(5_000) }));
const block = (): LineBlock => ({
  firstLine: 1,
  bytes: new Uint8Array(Buffer.from(`${text}\n`.repeat(200))),
  isEnded: true,
});

async function* parts(): AsyncGenerator<LedgerPart> {
  yield { name: 'ledger', blocks: Array.from({ length: BLOCKS }, block) };
}

const notices = { onBadLine: async () => {}, onTornLine: async () => {}, onCutLine: async () => {} };
const options = {
  threads: 2,
  keptText: 'text',
  signal: new AbortController().signal,
  onBuckets: () => {},
} as const;
try {
  for await (const _ of sortLedgers(parts(), notices, options));
  console.log('{}');
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  const { message, code, retryable } = error;
  console.log(JSON.stringify({ fault: message, code, retryable }));
}
