/** What the main thread and the threads that work on reports say to each other. */
import type { AuditRecord } from '../../audit/record/schema.ts';
import type { FaultCode } from '../../report/fault.ts';
import type { ReportTarget } from '../../report/report-target.ts';
import type { ConnectionOptions } from '../io.ts';
import type { OptOutJob } from './opt-out-one.ts';

/** What a thread is started with. */
export interface ThreadStart {
  readonly connection: ConnectionOptions;
  readonly job: OptOutJob;
}

/** A fault without its class and cause, which cannot be sent. */
export interface SentFault {
  readonly code: FaultCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly isGeneral: boolean;
}

/** To a thread: a report to work on, or what became of a record. */
export type ToThread =
  | { readonly kind: 'report'; readonly id: number; readonly report: ReportTarget }
  | { readonly kind: 'kept'; readonly id: number; readonly isKept: boolean };

/** From a thread. `record` is answered by `kept`, before the thread goes on with that report. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'throttled' }
  | {
      readonly kind: 'record';
      readonly id: number;
      readonly record: AuditRecord;
      readonly isEarlier: boolean;
    }
  | { readonly kind: 'done'; readonly id: number; readonly fault?: SentFault }
  | { readonly kind: 'failed'; readonly id: number; readonly error: unknown };
