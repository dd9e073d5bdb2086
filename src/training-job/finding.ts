/** What one file says about Option 1: a finding for each ProfilerReport rule, and for each request without one. */

import type { ByteEdit } from '../bytes/edit.ts';

/** The reason why a rule or a file was left as it is, for programs; the sentence for a person is `detail`. */
export type RequestRefusal =
  | 'too-large'
  | 'not-utf-8'
  | 'binary'
  | 'syntax-error'
  | 'duplicate-keys'
  | 'nested-too-deep'
  | 'several-rules'
  | 'unrecognised-value'
  | 'dynamic'
  | 'redefined'
  | 'raises'
  | 'unknown-language'
  | 'alias'
  | 'check-failed';

/** The verdict of one rule or request. Every `detail` is a sentence for a person; `edits` put the parameter in. */
export type RequestVerdict =
  | { readonly kind: 'in-force'; readonly detail: string }
  | { readonly kind: 'absent'; readonly detail: string; readonly edits: readonly ByteEdit[] }
  | { readonly kind: 'no-rule'; readonly detail: string }
  | { readonly kind: 'refused'; readonly reason: RequestRefusal; readonly detail: string };

/** A rule, or a request without one: `at` is the byte of the file where it starts, `cell` its code cell, from 1. */
export interface RequestFinding {
  readonly at: number;
  readonly cell?: number;
  readonly verdict: RequestVerdict;
}

/** A file that holds no training job is not named; one that may hold one and cannot be read is refused as a whole. */
export type FilePlan =
  | { readonly kind: 'no-training-job' }
  | { readonly kind: 'requests'; readonly findings: readonly RequestFinding[] }
  | RefusedFile;

/** `at` is the byte of the file where the trouble is, `cell` its code cell, where they are known. */
export interface RefusedFile {
  readonly kind: 'refused';
  readonly reason: RequestRefusal;
  readonly detail: string;
  readonly at?: number;
  readonly cell?: number;
}
