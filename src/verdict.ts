/**
 * What the bytes of one object call for: the closed set of answers that planning a notebook or an HTML
 * report can give. Data only; nothing here reads or writes.
 */
import type { ByteEdit } from './bytes/edit.ts';

/** A byte edit of an object; `cell` is the code cell it lies in, counted from 1, for notebooks. */
export interface PlannedEdit extends ByteEdit {
  readonly cell?: number;
}

/**
 * Why an object was left as it is: one word a program can count by. The sentence for a person is `detail`.
 * The first group is about the object as a whole, then the notebook, its Python, and the HTML report.
 */
export type RefusalReason =
  | 'empty'
  | 'too-large'
  | 'not-utf-8'
  | 'encrypted-with-customer-key'
  | 'encoded-content'
  | 'archived'
  | 'unreadable-metadata'
  | 'no-room-for-provenance'
  | 'symbolic-link'
  | 'not-a-regular-file'
  | 'not-json'
  | 'duplicate-keys'
  | 'nested-too-deep'
  | 'not-a-notebook'
  | 'unsupported-nbformat'
  | 'unknown-language'
  | 'lone-surrogate'
  | 'cell-too-large'
  | 'syntax-error'
  | 'unpacked-arguments'
  | 'unexpected-arguments'
  | 'side-effect-in-argument'
  | 'generator-argument'
  | 'passed-around'
  | 'redefined'
  | 'unknown-function'
  | 'dynamic'
  | 'unknown-magic'
  | 'check-failed'
  | 'several-beacons'
  | 'unsupported-encoding';

/** Nothing may be written; `detail` tells a person what was seen, where, and what to do. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  readonly detail: string;
}

/** What a notebook calls for. `processingJobArn` is the ARN the notebook sets, where it sets one. */
export type NotebookVerdict =
  | { readonly kind: 'patchable'; readonly edits: readonly PlannedEdit[]; readonly processingJobArn?: string }
  | { readonly kind: 'already-opted-out'; readonly processingJobArn?: string }
  | { readonly kind: 'no-setup-call'; readonly processingJobArn?: string }
  | Refused;

/** The telemetry image of an HTML report: what a browser that opens the report asks for. */
export interface Beacon {
  /** The absolute URL, entities decoded. */
  readonly url: string;
  /** The value of `x-arn`, percent-decoded. */
  readonly processingJobArn: string;
  /** The region in the host name, such as `us-east-1`. */
  readonly region: string;
}

/** What an HTML report calls for; the edits of `reports-usage` remove exactly the beacon element. */
export type HtmlVerdict =
  | { readonly kind: 'reports-usage'; readonly beacon: Beacon; readonly edits: readonly PlannedEdit[] }
  | { readonly kind: 'silent' }
  | (Refused & {
      /** Set when beacons were seen although the report was refused. */ readonly beacon?: Beacon;
    });

/** Objects of this size and above are refused unless a smaller or larger limit is set: 64 MiB. */
export const DEFAULT_SIZE_LIMIT_BYTES = 64 * 1024 * 1024;

/** The refusal for an object of `sizeBytes` that reaches `limitBytes`. */
export const tooLarge = (sizeBytes: number, limitBytes: number): Refused => ({
  kind: 'refused',
  reason: 'too-large',
  detail: `${sizeBytes} bytes, the limit is below ${limitBytes}: raise MAX_OBJECT_BYTES or opt this report out by hand`,
});
