/** What the main thread and the threads that read ledgers say to each other. Each question has one answer, in order. */
import type { LinesInOrder, LinesRead, LinesToRead } from '../../files/sorting/line-sorter.ts';
import type { FaultCode } from '../../report/fault.ts';

/** What a thread is started with. */
export interface LedgerThreadStart {
  /** Memory for what has not gone to disk. */
  readonly cacheKib: number;
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
