/**
 * Threads that work on reports side by side, for more than one processor: planning and hashing a report takes as long as
 * its requests take the SDK. Each thread has a client of its own; all records are kept by the main thread.
 */
import { Worker } from 'node:worker_threads';
import { Fault } from '../../report/fault.ts';
import type { ReportTarget } from '../../report/report-target.ts';
import type { FromThread, ThreadStart, ToThread } from './messages.ts';
import type { KeepRecord } from './opt-out-one.ts';

/** A thread costs a quarter of a second to start, and some 60 MB. */
const MAX_THREADS = 8;
/** The command line as a package has other endings. */
const ENDING = /\.[a-z]+$/.exec(import.meta.url)?.[0] ?? '';
const SCRIPT = new URL(`report-thread${ENDING}`, import.meta.url);

/** A report that a thread works on. */
interface Task {
  readonly keep: KeepRecord;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** Why its last record could not be kept. */
  notKept?: { readonly error: unknown };
}

interface Thread {
  readonly worker: Worker;
  readonly tasks: Map<number, Task>;
  isReady: boolean;
}

/** Threads that are started once; reports go to the one that has the fewest. */
export class ReportThreads {
  readonly #threads: Thread[];
  readonly #onThrottled: () => void;
  #nextId = 0;

  constructor(count: number, start: ThreadStart, onThrottled: () => void) {
    this.#onThrottled = onThrottled;
    this.#threads = Array.from({ length: Math.min(count, MAX_THREADS) }, () => this.#start(start));
  }

  /** True when a thread has loaded what it needs; until then the main thread does the work sooner. */
  get areReady(): boolean {
    return this.#threads.some(({ isReady }) => isReady);
  }

  /** Opts one report out, once `areReady`. @throws Fault; what `keep` throws */
  process(report: ReportTarget, keep: KeepRecord): Promise<void> {
    const ready = this.#threads.filter(({ isReady }) => isReady);
    const thread = ready.reduce((least, each) => (each.tasks.size < least.tasks.size ? each : least));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      thread.tasks.set(id, { keep, resolve, reject });
      tell(thread, { kind: 'report', id, report });
    });
  }

  /** Ends the threads, which have nothing left to do. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #start(start: ThreadStart): Thread {
    const thread: Thread = {
      worker: new Worker(SCRIPT, { workerData: start }),
      tasks: new Map(),
      isReady: false,
    };
    thread.worker.on('message', (message: FromThread) => this.#take(thread, message));
    // A thread that breaks is a bug, and ends the run with the reports that it had.
    thread.worker.on('error', (error) => {
      thread.isReady = false;
      for (const { reject } of thread.tasks.values()) reject(error);
      thread.tasks.clear();
    });
    return thread;
  }

  #take(thread: Thread, message: FromThread): void {
    switch (message.kind) {
      case 'ready':
        thread.isReady = true;
        return;
      case 'throttled':
        this.#onThrottled();
        return;
      case 'record':
        void keepRecord(thread, message);
        return;
      case 'done': {
        const { fault } = message;
        const { notKept, resolve, reject } = takeTask(thread, message.id);
        if (notKept !== undefined) reject(notKept.error);
        else if (fault !== undefined) reject(new Fault(fault.code, fault.message, fault));
        else resolve();
        return;
      }
      case 'failed':
        takeTask(thread, message.id).reject(message.error);
    }
  }
}

const tell = ({ worker }: Thread, message: ToThread): void => worker.postMessage(message);

function takeTask({ tasks }: Thread, id: number): Task {
  const task = tasks.get(id);
  if (task === undefined) throw new Error(`a thread answered for report ${id}, which it does not have`);
  tasks.delete(id);
  return task;
}

async function keepRecord(
  thread: Thread,
  { id, record, isEarlier }: Extract<FromThread, { kind: 'record' }>,
): Promise<void> {
  const task = thread.tasks.get(id);
  try {
    await task?.keep(record, isEarlier);
    tell(thread, { kind: 'kept', id, isKept: true });
  } catch (error) {
    if (task !== undefined) task.notKept = { error };
    tell(thread, { kind: 'kept', id, isKept: false });
  }
}
