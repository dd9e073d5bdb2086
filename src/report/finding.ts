/**
 * The findings: what was found in one object version, and what was done. A closed set; the audit record is rendered
 * from them, exit codes and batch answers are read off them.
 */
import type { ByteEdit } from '../bytes/edit.ts';
import type { Beacon, EmbeddedPage } from '../verdict.ts';
import type { ObjectLocation } from './report-target.ts';
import type { Trigger } from './trigger.ts';

/** The state of a version's bytes: ETag without quotes, SHA-256 in hex where all bytes were read. */
export interface VersionState {
  readonly etag: string;
  readonly sizeBytes: number;
  readonly sha256?: string;
  readonly versionId?: string;
}

/** A version's state after all of its bytes were read or written. */
export interface HashedState extends VersionState {
  readonly sha256: string;
}

/** The evidence on usage reporting in a version of an HTML report. */
export interface HtmlEvidence {
  readonly usageReporting: 'reports' | 'silent' | 'unknown';
  /** True for a version that reports (or did until it was silenced here), false for a silent one, null when unknown. */
  readonly generatedBeforeOptOut: boolean | null;
  /** Set for a silent page that a browser saved: nobody silenced it. */
  readonly savedByBrowser?: true;
  /** When its notebook was opted out, where that is known. */
  readonly optedOutAt?: Date;
  readonly beacon?: Beacon;
}

/** The state of Option 1 for a report's training job, according to SageMaker. */
export interface OptionOne {
  readonly state: 'in-force' | 'absent' | 'unknown';
  readonly trainingJobName?: string;
  /** Of `opt_out_telemetry`, where the rule has it. */
  readonly value?: string;
  /** Why the state is unknown, in one word such as `access-denied`. */
  readonly reason?: string;
}

/** Option 1 and the HTML report contradict each other: one of them is not what it seems. */
export type Contradiction = 'in-force-but-reports' | 'absent-but-silent';

/** An object version that was examined, and when. */
export interface ExaminedVersion extends ObjectLocation {
  readonly at: Date;
  /** When the version was written, according to the store. */
  readonly lastModified: Date;
  /** Absent where the store keeps no versions. */
  readonly isLatest?: boolean;
  readonly before: VersionState;
  readonly processingJobArn?: string;
  /** When papermill made the notebook of this report, where that is known. */
  readonly papermillTime?: Date;
  /** On a version that was rewritten here: when the version that it was made of was written. */
  readonly lastModifiedBeforeRewriting?: Date;
  /** Of a notebook: the pages in its saved outputs that report usage, or may. */
  readonly embedded?: readonly EmbeddedPage[];
  /** Of an HTML report. */
  readonly html?: HtmlEvidence;
  /** Where Option 1 is looked up. */
  readonly optionOne?: OptionOne & { readonly contradiction?: Contradiction };
}

/** An object version of which all bytes were read. */
export interface HashedVersion extends ExaminedVersion {
  readonly before: HashedState;
}

/** A change of a version's bytes. */
export interface Change {
  /** Offsets of the version examined; absent where only the earlier version has the bytes. */
  readonly edits?: readonly ByteEdit[];
  /** A sentence on anything else that a person should know. */
  readonly detail?: string;
}

/** There is nothing to do. */
export interface UnchangedFinding extends HashedVersion {
  readonly outcome: 'already-opted-out' | 'no-setup-call' | 'silent';
  /** Set for a page that a browser saved. */
  readonly detail?: string;
}

/** An HTML report that reports usage and is recorded only. */
export interface ReportingFinding extends ExaminedVersion {
  readonly outcome: 'reports-usage';
  /** Set when only its end was read. */
  readonly detail?: string;
}

/** A change that a dry run leaves undone. */
export interface PlannedFinding extends HashedVersion, Change {
  readonly outcome: 'would-opt-out' | 'would-silence' | 'would-restore';
}

/** A version that was rewritten; `after` is the version written. */
export interface RewrittenFinding extends HashedVersion, Change {
  readonly outcome: 'opted-out' | 'silenced';
  readonly after: HashedState;
  /** Set on a finding that was made again from the rewritten object, and may be on the trail already. */
  readonly rebuilt?: { readonly software: string; readonly trigger?: Trigger };
}

/** A rewritten version that was put back; `after` is as it was before it was rewritten. */
export interface RestoredFinding extends HashedVersion, Change {
  readonly outcome: 'restored';
  readonly after: HashedState;
  /** Set on an object that was found as it was before: nothing was written. */
  readonly isFoundAsBefore?: true;
}

/** An object that was changed by another writer in every attempt; nothing was written. */
export interface ContendedFinding extends HashedVersion {
  readonly outcome: 'contended';
  readonly detail: string;
}

/** The refusal of an object: `reason` is one word, `detail` a sentence for a person. */
interface Refusal {
  readonly outcome: 'refused';
  readonly reason: string;
  readonly detail: string;
}

/** An object that was left as it is; its state is absent where the store does not give it away. */
export type RefusedFinding =
  | (ExaminedVersion & Refusal)
  | (ObjectLocation &
      Refusal & {
        readonly at: Date;
        /** Both set on a version that was asked for by its id. */
        readonly isLatest?: boolean;
        readonly versionId?: string;
      });

/** An object that is not there. What is optional here is set on one with a delete marker. */
export interface MissingFinding extends ObjectLocation {
  readonly outcome: 'missing';
  readonly at: Date;
  /** That of the delete marker. */
  readonly versionId?: string;
  readonly isLatest?: true;
  /** When the object was deleted. */
  readonly lastModified?: Date;
}

/** One object version examined: what was found, and what was done. */
export type Finding =
  | UnchangedFinding
  | ReportingFinding
  | PlannedFinding
  | RewrittenFinding
  | RestoredFinding
  | ContendedFinding
  | RefusedFinding
  | MissingFinding;

/** The closed set of outcomes. */
export type Outcome = Finding['outcome'];

/** The version that a finding is about, where there was one. */
export const examinedVersion = (finding: Finding): ExaminedVersion | undefined =>
  'before' in finding ? finding : undefined;

/** True for a finding that was made again, and may be on the trail already. */
export const isRebuilt = (finding: Finding): boolean => 'rebuilt' in finding;

/** True for an object that was put back earlier, by whomever. */
export const isFoundAsBefore = (finding: Finding): boolean => 'isFoundAsBefore' in finding;

/** True for a rewriting that the same kind of trigger made since a run began that is being continued. */
export function isContinued(finding: Finding, { source }: Trigger, since: Date | undefined): boolean {
  const rebuilt = 'rebuilt' in finding ? finding.rebuilt : undefined;
  if (rebuilt === undefined || since === undefined || finding.at < since) return false;
  return rebuilt.trigger === undefined || rebuilt.trigger.source === source;
}
