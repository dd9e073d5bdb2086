/** Another thread that sorts lines of ledgers, as the main thread sees it: it answers question by question. */
import { type Transferable, Worker } from 'node:worker_threads';
import { Fault } from '../../../report/fault.ts';
import type { LinesRead, LinesToRead } from '../line-sorter.ts';
import type { Run } from '../sorted-runs.ts';
import type { FromLedgerThread, LedgerAnswer, LedgerQuestion, LedgerThreadStart } from './ledger-messages.ts';
import type { ExaminedStretch } from './stretch-examiner.ts';

/** The checks leave nothing that lives long; with less, collecting takes a second of a million records. A line that is no record can be much larger when it is parsed. */
const MEMORY = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 512 };
/** The command line as a package has other endings. */
const ENDING = /\.[a-z]+$/.exec(import.meta.url)?.[0] ?? '';
const SCRIPT = new URL(`ledger-thread${ENDING}`, import.meta.url);

/** A `LineSorter` in another thread. */
export class LedgerThread {
  readonly #worker: Worker;
  readonly #waiting: PromiseWithResolvers<FromLedgerThread>[] = [];
  #broken: { readonly error: unknown } | undefined;

  constructor(start: LedgerThreadStart) {
    this.#worker = new Worker(SCRIPT, { workerData: start, resourceLimits: MEMORY });
    this.#worker.on('message', (message: FromLedgerThread) => this.#waiting.shift()?.resolve(message));
    // A thread that breaks is a bug, and ends the run.
    this.#worker.on('error', (error) => {
      this.#broken = { error };
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
  }

  /** The number of questions that are not answered. */
  get waitingFor(): number {
    return this.#waiting.length;
  }

  /** As `LineSorter`. The lines are this thread's no more: their memory is handed over. */
  read(lines: LinesToRead): Promise<LinesRead> {
    const { bytes } = lines.block;
    return this.#ask({ kind: 'read', lines }, bytes === undefined ? [] : [bytes.buffer]);
  }

  /** As `LineSorter`. */
  finish(): Promise<readonly Run[]> {
    return this.#ask({ kind: 'finish' });
  }

  /** As `LineSorter`. */
  merge(runs: readonly Run[]): Promise<void> {
    return this.#ask({ kind: 'merge', runs });
  }

  /** As `LineSorter`. */
  next(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#ask({ kind: 'next' });
  }

  /** As `LineSorter`. */
  nextObjects(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#ask({ kind: 'nextObjects' });
  }

  /** The figures of the objects that `nextObjects` would answer, with places as from `numberPlace`; undefined at the end. */
  examineObjects(): Promise<ExaminedStretch | undefined> {
    return this.#ask({ kind: 'examineObjects' });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask<Answer extends LedgerAnswer>(
    question: LedgerQuestion,
    memory: readonly Transferable[] = [],
  ): Promise<Answer> {
    const answer = this.#answerTo(question, memory) as Promise<Answer>;
    // It may be waited for later, or never when another answer is a fault.
    answer.catch(() => {});
    return answer;
  }

  async #answerTo(question: LedgerQuestion, memory: readonly Transferable[]): Promise<LedgerAnswer> {
    if (this.#broken !== undefined) throw this.#broken.error;
    const waiting = Promise.withResolvers<FromLedgerThread>();
    this.#waiting.push(waiting);
    this.#worker.postMessage(question, memory);
    const message = await waiting.promise;
    if (message.kind === 'failed') throw message.error;
    if (message.kind === 'fault') throw new Fault(message.fault.code, message.fault.message, message.fault);
    return message.answer;
  }
}
