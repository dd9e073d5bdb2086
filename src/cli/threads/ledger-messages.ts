/** What the main thread and the threads that sort ledgers say to each other. Each question has one answer, in order. */
import type { LineSorter, LinesToRead, SortOptions } from '../../files/sorting/line-sorter.ts';
import type { Run } from '../../files/sorting/sorted-runs.ts';
import type { FaultCode } from '../../report/fault.ts';

/** What a thread is started with. */
export type LedgerThreadStart = SortOptions;

/** A fault in parts: an error that is sent loses its class. */
interface SentFault {
  readonly code: FaultCode;
  readonly message: string;
  readonly retryable: boolean;
}

/** To a thread: a method of its `LineSorter`. */
export type LedgerQuestion =
  | { readonly kind: 'read'; readonly lines: LinesToRead }
  | { readonly kind: 'finish' }
  | { readonly kind: 'merge'; readonly runs: readonly Run[] }
  | { readonly kind: 'next' };

/** What the method answers. */
export type LedgerAnswer = ReturnType<LineSorter[LedgerQuestion['kind']]>;

/** From a thread. */
export type FromLedgerThread =
  | { readonly kind: 'answer'; readonly answer: LedgerAnswer }
  | { readonly kind: 'fault'; readonly fault: SentFault }
  | { readonly kind: 'failed'; readonly error: unknown };
