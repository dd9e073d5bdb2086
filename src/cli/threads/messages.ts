/** What the main thread and those that assess objects say to each other. */
import type { Assessed, AssessmentTask } from '../../report/planning/assess-and-edit.ts';

/** To a thread: an object to assess. */
export interface ToThread {
  readonly id: number;
  readonly task: AssessmentTask;
  /** The hash of the object's bytes, where it is known already. */
  readonly knownHash: string | undefined;
}

/** From a thread. The hashes are those of the object's bytes and of the edited ones. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'assessed'; readonly id: number; readonly assessed: Assessed; readonly hashes: Hashes }
  | { readonly kind: 'failed'; readonly id: number; readonly error: unknown };

interface Hashes {
  readonly before: string;
  readonly after: string | undefined;
}

/**
 * The memory of bytes that have it to themselves, or to a byte: it goes to the other thread, and is gone here. Nothing
 * for bytes that share theirs, which are copied.
 */
export const ownBuffer = ({ buffer, byteLength }: Uint8Array): ArrayBuffer[] =>
  buffer instanceof ArrayBuffer && buffer.byteLength - byteLength <= 1 ? [buffer] : [];
