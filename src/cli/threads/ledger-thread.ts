/** A thread that checks lines of ledgers, and sorts those that are records. */
import { parentPort, workerData } from 'node:worker_threads';
import { LineSorter } from '../../files/sorting/line-sorter.ts';
import { Fault } from '../../report/fault.ts';
import type { FromLedgerThread, LedgerThreadStart, ToLedgerThread } from './ledger-messages.ts';

const sorter = new LineSorter((workerData as LedgerThreadStart).cacheKib);

function answer(message: ToLedgerThread): FromLedgerThread {
  try {
    return message === 'next'
      ? { kind: 'in-order', answer: sorter.next() }
      : { kind: 'read', answer: sorter.read(message) };
  } catch (error) {
    if (!(error instanceof Fault)) return { kind: 'failed', error };
    const { code, message: why, retryable } = error;
    return { kind: 'fault', fault: { code, message: why, retryable } };
  }
}

parentPort?.on('message', (message: ToLedgerThread) => parentPort?.postMessage(answer(message)));
