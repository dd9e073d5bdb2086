/** Faults of the world around us (access, throttling, outages) as one error class; bugs stay other errors. */

/** The kind of a fault: a word a program can switch on. */
export type FaultCode =
  | 'access-denied'
  | 'not-found'
  | 'wrong-region'
  | 'throttled'
  | 'unavailable'
  | 'invalid'
  | 'input-output';

interface FaultOptions {
  readonly retryable: boolean;
  readonly isGeneral?: boolean;
  readonly cause?: unknown;
}

/** A call to the outside failed; `retryable` is true when the same call may succeed later. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  readonly retryable: boolean;
  /** True when it is not about one object: nothing answers, or nobody is let in, and every other call fails alike. */
  readonly isGeneral: boolean;

  /** `message` names the object and what to do; `cause` is the error as the outside gave it. */
  constructor(code: FaultCode, message: string, options: FaultOptions) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
    this.isGeneral = options.isGeneral ?? false;
  }
}
