/**
 * Threads that assess objects, beside the main thread, which reads and writes them: planning and hashing a report take
 * about as long as the requests for it take the SDK.
 */
import { Worker } from 'node:worker_threads';
import { knownSha256, rememberSha256 } from '../../bytes/sha256.ts';
import { type Assessed, type AssessmentTask, assessAndEdit } from '../../report/planning/assess-and-edit.ts';
import { type FromThread, ownBuffer, type ToThread } from './messages.ts';

/** One thread keeps up with the requests of the main thread, and few with its reading of files. */
const MAX_THREADS = 4;
/** Fewer objects are done before a thread has started. */
const MIN_OBJECTS = 48;
/** Smaller ones are done before they are sent. */
const MIN_BYTES = 16 * 1024;
/** So many objects keep a thread at work; what comes on top is done sooner by a main thread that has time. */
const MAX_WAITING = 8;
/** With more the thread has enough to do, and what is done ahead of its turn only takes memory until then. */
const MAX_WAITING_AHEAD = 2;
/** The command line as a package has other endings. */
const ENDING = /\.[a-z]+$/.exec(import.meta.url)?.[0] ?? '';
const SCRIPT = new URL(`assessment-thread${ENDING}`, import.meta.url);

interface Thread {
  readonly worker: Worker;
  readonly tasks: Map<number, Sent>;
  isReady: boolean;
}

/** The answer that a thread owes. */
interface Sent {
  readonly resolve: (assessed: Assessed) => void;
  readonly reject: (error: unknown) => void;
}

/** At most so many threads, which start when there is enough to do. */
export class AssessmentThreads {
  readonly #max: number;
  readonly #maxWaiting: number;
  readonly #threads: Thread[] = [];
  #objects = 0;
  #nextId = 0;
  #broken: { readonly error: unknown } | undefined;

  /** `isMainBusy` is true where the main thread has more to do than any other, as with requests to S3. */
  constructor(max: number, { isMainBusy }: { readonly isMainBusy: boolean }) {
    this.#max = Math.min(max, MAX_THREADS);
    this.#maxWaiting = isMainBusy ? Number.POSITIVE_INFINITY : MAX_WAITING;
  }

  /** The number of threads that have loaded what they need. */
  get ready(): number {
    return this.#threads.filter(({ isReady }) => isReady).length;
  }

  /** What `assessAndEdit` gives, worked out wherever that is done first. @throws Error of a thread: that is a bug */
  async assess(task: AssessmentTask): Promise<Assessed> {
    this.#assertWhole();
    this.#objects += 1;
    if (this.#objects >= MIN_OBJECTS) while (this.#threads.length < this.#max) this.#start();
    return this.#assessElsewhere(task, this.#maxWaiting) ?? assessAndEdit(task);
  }

  /** The same for an object whose turn has not come; undefined where no other thread has time for it. */
  assessAhead(task: AssessmentTask): Promise<Assessed> | undefined {
    return this.#assessElsewhere(task, MAX_WAITING_AHEAD);
  }

  #assessElsewhere(task: AssessmentTask, maxWaiting: number): Promise<Assessed> | undefined {
    const thread = task.object.bytes.length < MIN_BYTES ? undefined : this.#idlest(maxWaiting);
    return thread && this.#send(thread, task);
  }

  /** Ends the threads, which have nothing left to do. @throws Error of a thread: that is a bug */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
    this.#assertWhole();
  }

  #assertWhole(): void {
    if (this.#broken !== undefined) throw this.#broken.error;
  }

  /** The one with the fewest objects, if these are fewer than `maxWaiting`. */
  #idlest(maxWaiting: number): Thread | undefined {
    let idlest: Thread | undefined;
    for (const thread of this.#threads) {
      const { isReady, tasks } = thread;
      if (isReady && tasks.size < (idlest?.tasks.size ?? maxWaiting)) idlest = thread;
    }
    return idlest;
  }

  #send({ worker, tasks }: Thread, task: AssessmentTask): Promise<Assessed> {
    const { object, kind, policy } = task;
    const { bytes, lastModified, provenance } = object;
    const id = this.#nextId++;
    const sent = { bytes, lastModified, ...(provenance && { provenance }) };
    const message: ToThread = {
      id,
      task: { object: sent, kind, policy },
      knownHash: knownSha256(bytes),
    };
    worker.postMessage(message, ownBuffer(bytes));
    return new Promise((resolve, reject) => {
      tasks.set(id, { resolve, reject });
    });
  }

  #start(): void {
    const thread: Thread = { worker: new Worker(SCRIPT), tasks: new Map(), isReady: false };
    thread.worker.on('message', (message: FromThread) => take(thread, message));
    thread.worker.on('error', (error) => {
      this.#broken = { error };
      thread.isReady = false;
      for (const { reject } of thread.tasks.values()) reject(error);
      thread.tasks.clear();
    });
    this.#threads.push(thread);
  }
}

function take(thread: Thread, message: FromThread): void {
  if (message.kind === 'ready') {
    thread.isReady = true;
    return;
  }
  const sent = thread.tasks.get(message.id);
  if (sent === undefined)
    throw new Error(`a thread answered for object ${message.id}, which it does not have`);
  thread.tasks.delete(message.id);
  if (message.kind === 'failed') sent.reject(message.error);
  else {
    const { assessed, hashes } = message;
    rememberSha256(assessed.bytes, hashes.before);
    if (assessed.edited !== undefined) rememberSha256(assessed.edited, hashes.after);
    sent.resolve(assessed);
  }
}
