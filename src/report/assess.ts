/** From the bytes of one object and the policy to what is to be said and done about it. Pure. */
import type { ByteEdit } from '../bytes/edit.ts';
import { planHtml } from '../html/plan.ts';
import { planNotebook } from '../notebook/plan.ts';
import type { Beacon, HtmlVerdict, NotebookVerdict, SavedBeacon } from '../verdict.ts';
import type { ObjectKind } from './key.ts';
import type { HtmlEvidence, Outcome } from './outcome.ts';
import type { Policy } from './policy.ts';
import type { EndOfObject, ObjectVersion } from './ports.ts';

/** What is known of a report once its notebook was examined. */
export interface NotebookKnowledge {
  readonly optedOutAt?: Date;
  readonly processingJobArn?: string;
}

/** What an object comes to; `opted-out` and `silenced` still have to be written, all else is settled. */
export interface Assessment {
  readonly outcome: Outcome;
  readonly reason?: string;
  readonly detail?: string;
  readonly edits?: readonly ByteEdit[];
  readonly processingJobArn?: string;
  readonly html?: HtmlEvidence;
}

/** What silencing a page does not do. */
export const SILENCED_DETAIL =
  'the page still loads scripts from public CDNs; copies and earlier versions of it still report usage';

/** Assesses one object that was read whole. */
export function assess(
  object: ObjectVersion,
  kind: ObjectKind,
  policy: Policy,
  notebook: NotebookKnowledge,
): Assessment {
  const options = { sizeLimitBytes: policy.sizeLimitBytes };
  return kind === 'notebook'
    ? assessNotebook(planNotebook(object.bytes, options), policy)
    : assessHtml(planHtml(object.bytes, options), object, policy, notebook);
}

function assessNotebook(verdict: NotebookVerdict, policy: Policy): Assessment {
  if (verdict.kind === 'refused') return refusal(verdict);
  const arn = verdict.processingJobArn === undefined ? {} : { processingJobArn: verdict.processingJobArn };
  switch (verdict.kind) {
    case 'patchable':
      return {
        outcome: policy.mode === 'dry-run' ? 'would-opt-out' : 'opted-out',
        edits: verdict.edits,
        ...arn,
      };
    case 'already-opted-out':
    case 'no-setup-call':
      return { outcome: verdict.kind, ...arn };
  }
}

function assessHtml(
  verdict: HtmlVerdict,
  object: ObjectVersion,
  policy: Policy,
  notebook: NotebookKnowledge,
): Assessment {
  const html = htmlEvidence(verdict, object, notebook);
  const arn = notebook.processingJobArn === undefined ? {} : { processingJobArn: notebook.processingJobArn };
  switch (verdict.kind) {
    case 'refused':
      return { ...refusal(verdict), html, ...arn };
    case 'silent':
      return { outcome: 'silent', html, ...arn, ...savedDetail(verdict) };
    case 'reports-usage': {
      const own = { html, processingJobArn: verdict.beacon.processingJobArn };
      if (policy.html === 'record') return { outcome: 'reports-usage', ...own };
      const outcome = policy.mode === 'dry-run' ? 'would-silence' : 'silenced';
      return { outcome, edits: verdict.edits, detail: SILENCED_DETAIL, ...own };
    }
  }
}

/** Assesses an HTML report of which only the end was read, and in it a beacon found. */
export function assessEnd(
  end: EndOfObject,
  beacon: Beacon,
  notebook: NotebookKnowledge,
): Omit<Assessment, 'edits'> {
  return {
    outcome: 'reports-usage',
    detail: `the beacon stands in the last ${end.bytes.length} of ${end.sizeBytes} bytes, and only these were read`,
    html: reportingHtml(beacon, end, notebook),
    processingJobArn: beacon.processingJobArn,
  };
}

const refusal = (verdict: { reason: string; detail: string }): Assessment => ({
  outcome: 'refused',
  reason: verdict.reason,
  detail: verdict.detail,
});

function htmlEvidence(
  verdict: HtmlVerdict,
  object: ObjectVersion,
  notebook: NotebookKnowledge,
): HtmlEvidence {
  const beacon = verdict.kind === 'silent' ? undefined : verdict.beacon;
  if (beacon !== undefined) return reportingHtml(beacon, object, notebook);
  const generatedAt = generationOf(object);
  if (verdict.kind === 'refused') return { ...unknownHtml(generatedAt), ...optedOutAt(notebook) };
  // A page that we silenced, or a browser saved, reported when it was generated, though it no longer does.
  const isSaved = verdict.kind === 'silent' && verdict.savedBeacon !== undefined;
  const generatedBeforeOptOut = isSaved || object.provenance?.outcome === 'silenced';
  return { usageReporting: 'silent', generatedBeforeOptOut, generatedAt, ...optedOutAt(notebook) };
}

/** The evidence that a page was saved by a browser. */
const savedDetail = ({ savedBeacon }: { readonly savedBeacon?: SavedBeacon }): Pick<Assessment, 'detail'> =>
  savedBeacon === undefined
    ? {}
    : {
        detail: `a browser saved this page: its beacon shows ${savedBeacon.source.slice(0, 100)} and asks nobody, but the page was generated with it`,
      };

const reportingHtml = (beacon: Beacon, object: ObjectVersion, notebook: NotebookKnowledge): HtmlEvidence => ({
  usageReporting: 'reports',
  generatedBeforeOptOut: true,
  generatedAt: generationOf(object),
  beacon,
  ...optedOutAt(notebook),
});

/** A rewritten page was generated when the version before was written. */
const generationOf = ({ provenance, lastModified }: ObjectVersion): Date =>
  provenance?.before.lastModified ?? lastModified;

const optedOutAt = (notebook: NotebookKnowledge): Pick<HtmlEvidence, 'optedOutAt'> =>
  notebook.optedOutAt === undefined ? {} : { optedOutAt: notebook.optedOutAt };

/** The evidence of an HTML report whose bytes could not be read or understood. */
export const unknownHtml = (generatedAt: Date): HtmlEvidence => ({
  usageReporting: 'unknown',
  generatedBeforeOptOut: null,
  generatedAt,
});
