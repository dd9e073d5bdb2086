/** What could not be processed: on the log, in the metrics, and as an error for the runtime. */
import { Fault } from '../report/fault.ts';
import { showSafely } from '../text/safe-text.ts';
import type { Meter } from './meter.ts';

/** The log of a function, for everything but records. */
export interface FunctionLog {
  readonly debug: (message: string, extra?: Readonly<Record<string, unknown>>) => void;
  readonly error: (message: string, extra: Readonly<Record<string, unknown>>) => void;
}

/** Logs why something could not be processed, and counts it. */
export function logFailure(
  error: Error,
  fields: Readonly<Record<string, unknown>>,
  { log, meter }: { readonly log: FunctionLog; readonly meter: Pick<Meter, 'countFault'> },
): void {
  const isFault = error instanceof Fault;
  const fault = isFault ? { code: error.code, retryable: error.retryable } : {};
  log.error(isFault ? 'fault' : 'bug: please report this', { ...fields, ...fault, error });
  meter.countFault();
}

/** An error for the runtime and `replay`, which show it as it is: parts of the message may come from a hostile key. */
export const deliveryError = (message: string): Error => new Error(showSafely(message));
