/** A thread that sorts lines of ledgers. */
import { parentPort, type Transferable, workerData } from 'node:worker_threads';
import { LineSorter } from '../../files/sorting/line-sorter.ts';
import { Fault } from '../../report/fault.ts';
import type { FromLedgerThread, LedgerAnswer, LedgerQuestion, LedgerThreadStart } from './ledger-messages.ts';

const sorter = new LineSorter(workerData as LedgerThreadStart);

function answer(question: LedgerQuestion): LedgerAnswer {
  switch (question.kind) {
    case 'read':
      return sorter.read(question.lines);
    case 'finish':
      return sorter.finish();
    case 'merge':
      return sorter.merge(question.runs);
    case 'next':
      return sorter.next();
  }
}

function tryToAnswer(question: LedgerQuestion): FromLedgerThread {
  try {
    return { kind: 'answer', answer: answer(question) };
  } catch (error) {
    if (!(error instanceof Fault)) return { kind: 'failed', error };
    const { code, message, retryable } = error;
    return { kind: 'fault', fault: { code, message, retryable } };
  }
}

/** Of bytes the memory is handed over, not copied. */
const memoryOf = (message: FromLedgerThread): Transferable[] =>
  message.kind === 'answer' && message.answer instanceof Uint8Array ? [message.answer.buffer] : [];

parentPort?.on('message', (question: LedgerQuestion) => {
  const message = tryToAnswer(question);
  parentPort?.postMessage(message, memoryOf(message));
});
