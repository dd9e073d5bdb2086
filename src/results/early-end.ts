/** Why a run ended before everything was examined, in words for people and for programs. Pure. */

/** One reason; several may apply to one run. */
export interface EarlyEnd {
  readonly reason:
    | 'interrupted'
    | 'max-objects'
    | 'max-failures'
    | 'ledger-failed'
    | 'no-answer'
    | 'listing-broken';
  /** A few words, such as `--max-objects 100`. */
  readonly label: string;
  /** The whole story, as far as there is more to tell. */
  readonly text: string;
}

/** Interrupted by a person or by a reader that has gone. */
export const INTERRUPTED: EarlyEnd = {
  reason: 'interrupted',
  label: 'interrupted',
  text: 'interrupted: nothing new was begun, and what was in progress was finished',
};

/** The listing of a target ended with a fault. */
export const LISTING_BROKEN: EarlyEnd = {
  reason: 'listing-broken',
  label: 'a listing broke off',
  text: 'the listing of a target broke off: what comes after was not reached',
};

/** The line that says that a run is not complete; empty for one that is. */
export const renderEarlyEnds = (ends: readonly EarlyEnd[]): string =>
  ends.length === 0 ? '' : `stopped before the end: ${ends.map(({ label }) => label).join(', ')}`;
