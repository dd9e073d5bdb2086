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
