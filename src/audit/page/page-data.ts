/** The data of the list, as it stands in the page as JSON: records once each, and rows that point to them. */
import type { AuditRecord, TrainingJobRecord } from '../record/schema.ts';

/** One object version: its present state, and what superseded it. */
export interface PageRow {
  /** The record that says so, as an index of `records`. */
  readonly record: number;
  /** All records about the version, in order of time, the one that says so among them. */
  readonly related: readonly number[];
  /** The records of the training job that the report came of, as indexes of `jobs`; left out where there are none. */
  readonly jobs?: readonly number[];
  readonly versionId?: string;
  readonly state: string;
  readonly reporting: 'yes' | 'no' | 'unknown';
  readonly isCurrent: boolean;
  readonly superseded?: { readonly by: string; readonly at: string; readonly versionId?: string };
}

/** Rows in the order in which the list shows them first. */
export interface PageData {
  readonly records: readonly AuditRecord[];
  readonly jobs: readonly TrainingJobRecord[];
  readonly rows: readonly PageRow[];
}
