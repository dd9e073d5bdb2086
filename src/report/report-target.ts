/** What the use case is asked to deal with: the objects of one report. */
import type { ObjectKind } from './key.ts';

/** One object to deal with. An `expected` one that is not there is recorded as missing; an `optional` one is not. */
export interface TargetObject {
  readonly kind: ObjectKind;
  readonly key: string;
  readonly presence: 'expected' | 'optional';
  /** A copy inside the report's folder is recorded, never rewritten. */
  readonly isCopy?: true;
  /** What to examine of an HTML report beside its current version: every version, or this one. */
  readonly versions?: 'all' | { readonly versionId: string };
}

/** One report: at most one notebook and one HTML report of its own, and copies of them. */
export interface ReportTarget {
  readonly bucket: string;
  readonly objects: readonly TargetObject[];
}
