/**
 * The verdicts: the closed set of answers that planning a notebook or an HTML report can give. Data only; nothing
 * here reads or writes.
 */
import type { ByteEdit } from './bytes/edit.ts';

/**
 * The reason why an object was left as it is: one word a program can count by. The sentence for a person is `detail`.
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
  | 'weak-etag'
  | 'symbolic-link'
  | 'not-a-regular-file'
  | 'hard-link'
  | 'attributes-not-kept'
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
  | 'beacon-not-understood'
  | 'not-html'
  | 'unsupported-encoding';

/** The verdict that nothing may be written; `detail` is for a person: what was found, where, and what to do. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  readonly detail: string;
}

/** The verdict of a notebook. */
export type NotebookVerdict = NotebookEvidence &
  (
    | { readonly kind: 'patchable'; readonly edits: readonly ByteEdit[] }
    | { readonly kind: 'already-opted-out' | 'no-setup-call' }
    | Refused
  );

/** What a notebook shows beside its verdict. */
export interface NotebookEvidence {
  /** The ARN that the notebook sets, where it sets one. */
  readonly processingJobArn?: string;
  /** The pages in its saved outputs that report usage, or may; absent when there are none. */
  readonly embedded?: readonly EmbeddedPage[];
}

/** HTML in the saved output of a code cell that holds the beacon, or may. */
export interface EmbeddedPage {
  /** The code cell, counted from 1. */
  readonly cell: number;
  /** `unknown` where the beacon's id and host are there, but no image that every browser loads. */
  readonly usageReporting: 'reports' | 'unknown';
  /** Of one that reports; the first one where there are several. */
  readonly beacon?: Beacon;
  /** The edits of the notebook that take exactly the beacon out; absent where the page has to be looked at. */
  readonly edits?: readonly ByteEdit[];
}

/** The telemetry image of an HTML report, which a browser that opens the report requests. */
export interface Beacon {
  /** The absolute URL, entities decoded. */
  readonly url: string;
  /** The value of `x-arn`, percent-decoded. */
  readonly processingJobArn: string;
  /** The region in the host name, such as `us-east-1`. */
  readonly region: string;
}

/** The beacon of a page that a browser saved: it asks nobody, but the page was generated with it. */
export interface SavedBeacon {
  /** What the image shows instead, as it stands in `src`: a path beside the page, a file, or the image's data. */
  readonly source: string;
}

/** The verdict of an HTML report; the edits of `reports-usage` remove exactly the beacon element. */
export type HtmlVerdict =
  | { readonly kind: 'reports-usage'; readonly beacon: Beacon; readonly edits: readonly ByteEdit[] }
  | {
      readonly kind: 'silent';
      /** Set when the page held the beacon before a browser saved it. */ readonly savedBeacon?: SavedBeacon;
    }
  | (Refused & {
      /** Set when beacons were found although the report was refused. */ readonly beacon?: Beacon;
    });

/** The size limit unless another is set: objects of 64 MiB and above are refused. */
export const DEFAULT_SIZE_LIMIT_BYTES = 64 * 1024 * 1024;

/** The refusal for an object of `sizeBytes` that reaches `limitBytes`. */
export const tooLarge = (sizeBytes: number, limitBytes: number): Refused => ({
  kind: 'refused',
  reason: 'too-large',
  detail: `its size of ${sizeBytes} bytes reaches the limit of ${limitBytes}: opt this report out by hand`,
});
