/**
 * What happened to one object version, in the domain's words. The audit record is rendered from this;
 * exit codes and batch answers are read off it.
 */
import type { ByteEdit } from '../bytes/edit.ts';
import type { Beacon } from '../verdict.ts';
import type { ObjectKind } from './key.ts';
import type { Trigger } from './trigger.ts';

/** The closed set of ends an object can come to. */
export type Outcome =
  | 'opted-out'
  | 'silenced'
  | 'already-opted-out'
  | 'no-setup-call'
  | 'reports-usage'
  | 'silent'
  | 'would-opt-out'
  | 'would-silence'
  | 'refused'
  | 'missing'
  | 'contended'
  | 'restored'
  | 'would-restore';

/** The state of an object's bytes: ETag without quotes, SHA-256 in hex where all bytes were read. */
export interface ObjectState {
  readonly etag: string;
  readonly sizeBytes: number;
  readonly sha256?: string;
  readonly versionId?: string;
}

/** An object's state after all of its bytes were read or written. */
export interface HashedState extends ObjectState {
  readonly sha256: string;
}

/** What an HTML report version says about usage reporting. */
export interface HtmlEvidence {
  readonly usageReporting: 'reports' | 'silent' | 'unknown';
  /** True for a version that reports (or did until we silenced it), false for a silent one, null when unknown. */
  readonly generatedBeforeOptOut: boolean | null;
  /** When this version was written, as the store tells. */
  readonly generatedAt: Date;
  /** When its notebook was opted out, where that is known. */
  readonly optedOutAt?: Date;
  readonly beacon?: Beacon;
}

/** Whether Option 1 is in force for a report's training job, as SageMaker tells. */
export interface OptionOne {
  readonly state: 'in-force' | 'absent' | 'unknown';
  readonly trainingJobName?: string;
  /** Of `opt_out_telemetry`, where the rule has it. */
  readonly value?: string;
  /** Why the state is unknown, in one word such as `access-denied`. */
  readonly reason?: string;
}

/** Option 1 and the HTML report do not go together: one of them is not what it seems. */
export type Contradiction = 'in-force-but-reports' | 'absent-but-silent';

/** One object version examined: the facts an audit record is made of. */
export interface Finding {
  readonly outcome: Outcome;
  /** Why, in one word: the refusal reason. */
  readonly reason?: string;
  /** Why, in a sentence for a person. */
  readonly detail?: string;
  readonly at: Date;
  readonly kind: ObjectKind;
  readonly bucket: string;
  readonly key: string;
  readonly isLatest?: boolean;
  /** Set on a copy inside the report's folder, which is recorded only. */
  readonly isCopy?: true;
  readonly lastModified?: Date;
  readonly processingJobArn?: string;
  /** The version examined; absent only when the object was never there to be read. */
  readonly before?: ObjectState;
  /** The version written. */
  readonly after?: HashedState;
  /** What was, or in a dry run would be, changed; offsets of the version examined. */
  readonly edits?: readonly ByteEdit[];
  readonly html?: HtmlEvidence;
  readonly optionOne?: OptionOne & { readonly contradiction?: Contradiction };
  /** Set on a finding that was made again from the rewritten object, and may be on the trail already. */
  readonly rebuilt?: { readonly software: string; readonly trigger?: Trigger };
}
