/** What the main thread and the threads that read ledgers say to each other. Each question has one answer, in order. */
import type { FaultCode } from '../../report/fault.ts';

/** What a thread is started with. */
export interface LedgerThreadStart {
  /** Memory for what has not gone to disk. */
  readonly cacheKib: number;
}

/** Lines to check and to keep. */
export interface LinesToRead {
  /** The lines, with line feeds between. */
  readonly text: string;
  /** For each line where it stands, in a form that is the main thread's own. */
  readonly places: readonly string[];
}

/** What was found in lines. */
export interface LinesRead {
  /** The lines that are no records: their positions among those that were sent, and why. */
  readonly bad: readonly (readonly [index: number, why: string])[];
  /** The buckets that the records name. */
  readonly buckets: readonly string[];
}

/** The next lines in the order of `compareRecords`; none at the end. */
export interface LinesInOrder {
  /** With line feeds between. */
  readonly text: string;
  readonly places: readonly string[];
}

/** A fault in parts: an error that is sent loses its class. */
interface SentFault {
  readonly code: FaultCode;
  readonly message: string;
  readonly retryable: boolean;
}

/** To a thread: lines, or the wish for the next ones in order. */
export type ToLedgerThread = LinesToRead | 'next';

/** From a thread. */
export type FromLedgerThread =
  | { readonly kind: 'read'; readonly answer: LinesRead }
  | { readonly kind: 'in-order'; readonly answer: LinesInOrder }
  | { readonly kind: 'fault'; readonly fault: SentFault }
  | { readonly kind: 'failed'; readonly error: unknown };
