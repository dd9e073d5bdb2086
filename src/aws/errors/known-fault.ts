/** A fault without the object that it is about. */
import type { FaultCode } from '../../report/fault.ts';

/** A fault as it is known before it happens: its message says what is wrong, then what to do. */
export interface KnownFault {
  readonly code: FaultCode;
  readonly retryable: boolean;
  readonly message: string;
  /** True when every other request fails alike. */
  readonly isGeneral?: boolean;
}
