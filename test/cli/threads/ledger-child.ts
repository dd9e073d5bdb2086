/** Sorts a large ledger in threads and shows the fault that ends it: a process that a test limits. */
import type { LedgerPart } from '../../../src/audit/ledger/read-records.ts';
import type { Line } from '../../../src/bytes/lines.ts';
import { sortInThreads } from '../../../src/cli/threads/ledger-threads.ts';
import { Fault } from '../../../src/report/fault.ts';
import { renderJsonLine } from '../../../src/text/safe-text.ts';
import { recordOf } from '../../support/records.ts';

const BATCHES = 60;
const text = renderJsonLine(recordOf({ detail: 'x'.repeat(5_000) }));
const lines: Line[] = Array.from({ length: 200 }, (_, index) => ({ number: index + 1, text, isEnded: true }));

async function* parts(): AsyncGenerator<LedgerPart> {
  yield { name: 'ledger', lines: Array.from({ length: BATCHES }, () => lines) };
}

const notices = { onBadLine: async () => {}, onTornLine: async () => {}, onCutLine: async () => {} };
const options = { threads: 2, signal: new AbortController().signal, onBuckets: () => {} };
try {
  for await (const _ of sortInThreads(parts(), notices, options));
  console.log('{}');
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  const { message, code, retryable } = error;
  console.log(JSON.stringify({ fault: message, code, retryable }));
}
