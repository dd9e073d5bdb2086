/** A thread that sorts lines of ledgers, and takes the figures of sorted records. */
import { parentPort, type Transferable, workerData } from 'node:worker_threads';
import { Fault } from '../../../report/fault.ts';
import { LineSorter } from '../line-sorter.ts';
import {
  type FromLedgerThread,
  type LedgerAnswer,
  type LedgerQuestion,
  type LedgerThreadStart,
  numberPlace,
} from './ledger-messages.ts';
import { type ExaminedStretch, StretchExaminer } from './stretch-examiner.ts';

const start = workerData as LedgerThreadStart;
const sorter = new LineSorter(start);
const examiner = new StretchExaminer(start.period);

async function answer(question: LedgerQuestion): Promise<LedgerAnswer> {
  switch (question.kind) {
    case 'read':
      return sorter.read(question.lines);
    case 'finish':
      return sorter.finish();
    case 'merge':
      return sorter.merge(question.runs);
    case 'next':
      return sorter.next();
    case 'nextObjects':
      return sorter.nextObjects();
    case 'examineObjects':
      return examineObjects();
  }
}

async function examineObjects(): Promise<ExaminedStretch | undefined> {
  const bytes = sorter.nextObjects();
  return bytes.length === 0 ? undefined : examiner.examine(bytes, numberPlace);
}

async function tryToAnswer(question: LedgerQuestion): Promise<FromLedgerThread> {
  try {
    return { kind: 'answer', answer: await answer(question) };
  } catch (error) {
    if (!(error instanceof Fault)) return { kind: 'failed', error };
    const { code, message, retryable } = error;
    return { kind: 'fault', fault: { code, message, retryable } };
  }
}

/** Of bytes the memory is handed over, not copied. */
function memoryOf(message: FromLedgerThread): Transferable[] {
  if (message.kind !== 'answer' || message.answer === undefined) return [];
  if (message.answer instanceof Uint8Array) return [message.answer.buffer];
  return 'lines' in message.answer ? [message.answer.lines.buffer] : [];
}

/** One after the other: answers come in the order of the questions. */
let answered = Promise.resolve();
parentPort?.on('message', (question: LedgerQuestion) => {
  answered = answered.then(async () => {
    const message = await tryToAnswer(question);
    parentPort?.postMessage(message, memoryOf(message));
  });
});
