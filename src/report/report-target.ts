/** The objects of one report, which the use cases are to work on. */
import { sha256 } from '../bytes/sha256.ts';
import type { ObjectKind } from './key.ts';

/** The location of an object, and which of a report's two it is. */
export interface ObjectLocation {
  readonly kind: ObjectKind;
  readonly bucket: string;
  readonly key: string;
  /** Set on a copy inside the report's folder. */
  readonly isCopy?: true;
}

/** The hash by which provenance knows its location: half a SHA-256, since metadata has little room. */
export const locationHash = ({ bucket, key }: Pick<ObjectLocation, 'bucket' | 'key'>): string =>
  sha256(`${bucket}\n${key}`).slice(0, 32);

/**
 * One object of a report. An `expected` one that is not there is recorded as missing; an `optional` one is only where S3
 * shows its delete marker. A `deleted` one had a delete marker when it was listed, and earlier versions.
 */
export interface TargetObject extends Omit<ObjectLocation, 'bucket'> {
  readonly presence: 'expected' | 'optional' | 'deleted';
  /** Set on a copy that may be changed; without it copies are only recorded. */
  readonly isChangeRequested?: true;
  /** The versions of an HTML report to examine besides the current one: every version, or this one. */
  readonly versions?: 'all' | { readonly versionId: string };
}

/** One report: at most one notebook and one HTML report of its own, and copies of them. */
export interface ReportTarget {
  readonly bucket: string;
  readonly objects: readonly TargetObject[];
}
