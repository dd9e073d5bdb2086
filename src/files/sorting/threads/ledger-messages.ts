/** What the main thread and the threads that sort ledgers say to each other. Each question has one answer, in order. */

import type { RecordingPeriod } from '../../../audit/ledger/recording-period.ts';
import type { FaultCode } from '../../../report/fault.ts';
import type { LineSorter, LinesToRead, SortOptions } from '../line-sorter.ts';
import type { Run } from '../sorted-runs.ts';
import type { ExaminedStretch } from './stretch-examiner.ts';

/** What a thread is started with: how it sorts lines, and whose figures it takes. */
export interface LedgerThreadStart extends SortOptions {
  readonly period: RecordingPeriod;
}

/** A fault in parts: an error that is sent loses its class. */
interface SentFault {
  readonly code: FaultCode;
  readonly message: string;
  readonly retryable: boolean;
}

/** A place as long as the name of the part is not known: only the main thread knows the names, of which there may be many. */
export const numberPlace = (part: number, line: number): string => `${part} ${line}`;

/** The numbers of the part and the line in it, from what `numberPlace` made. */
export function numbersOfPlace(place: string): readonly [part: number, line: number] {
  const [part, line] = place.split(' ').map(Number);
  return [part ?? 0, line ?? 0];
}

/** To a thread: a method of its `LineSorter`, or the figures of what `nextObjects` would answer. */
export type LedgerQuestion =
  | { readonly kind: 'read'; readonly lines: LinesToRead }
  | { readonly kind: 'finish' }
  | { readonly kind: 'merge'; readonly runs: readonly Run[] }
  | { readonly kind: 'next' }
  | { readonly kind: 'nextObjects' }
  | { readonly kind: 'examineObjects' };

/** What is answered; no stretch at the end. */
export type LedgerAnswer =
  | ReturnType<LineSorter[Exclude<LedgerQuestion['kind'], 'examineObjects'>]>
  | ExaminedStretch
  | undefined;

/** From a thread. */
export type FromLedgerThread =
  | { readonly kind: 'answer'; readonly answer: LedgerAnswer }
  | { readonly kind: 'fault'; readonly fault: SentFault }
  | { readonly kind: 'failed'; readonly error: unknown };
