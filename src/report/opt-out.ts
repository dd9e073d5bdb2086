/** The use case: opt one report out, examine its HTML report, and put what happened on the trail. */
import type { ObjectKind } from './key.ts';
import type { Finding } from './outcome.ts';
import type { AuditTrail, Clock, ReportStore, StoredObject } from './ports.ts';

/** What the user wants done; the settings and the command line both end in this. */
export interface Policy {
  /** `dry-run` plans and records `would-...`, and never writes. */
  readonly mode: 'enforce' | 'dry-run';
  readonly html: 'record' | 'silence';
  readonly sizeLimitBytes: number;
}

/** One object to deal with. An `expected` one that is not there is recorded as missing; an `optional` one is not. */
export interface TargetObject {
  readonly kind: ObjectKind;
  readonly key: string;
  readonly presence: 'expected' | 'optional';
}

/** One report: at most one notebook and one HTML report. */
export interface ReportTarget {
  readonly bucket: string;
  readonly objects: readonly TargetObject[];
}

/** Everything the use case talks to. */
export interface Surroundings<Stored extends StoredObject = StoredObject> {
  readonly store: ReportStore<Stored>;
  readonly trail: AuditTrail;
  readonly clock: Clock;
  /** Name and version of this software, such as `profiler-opt-out/0.1.0`. */
  readonly software: string;
}

/**
 * Deals with one report: the notebook first, then the HTML report, so that the HTML report's evidence can say
 * when its notebook was opted out. Answers the findings in that order, each already on the trail.
 * @throws Fault when the store or the trail cannot be used; findings made until then are on the trail.
 */
export declare function optOutReport<Stored extends StoredObject>(
  target: ReportTarget,
  policy: Policy,
  surroundings: Surroundings<Stored>,
): Promise<Finding[]>;
