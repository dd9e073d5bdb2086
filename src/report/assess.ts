/** Assesses one object: from its bytes and the policy to its outcome, the evidence and the edits. Pure. */
import type { ByteEdit } from '../bytes/edit.ts';
import { defined } from '../text/defined.ts';
import type { Beacon, EmbeddedPage, HtmlVerdict, NotebookVerdict, Refused, SavedBeacon } from '../verdict.ts';
import type { HtmlEvidence } from './finding.ts';
import { areClose } from './findings/generation.ts';
import type { ObjectKind } from './key.ts';
import { planHtml, planNotebook } from './planning/planners.ts';
import type { Policy } from './policy.ts';
import type { EndOfObject, ObjectVersion } from './ports.ts';

/** The knowledge of a report that examining its notebook gives. */
export interface NotebookKnowledge {
  readonly optedOutAt?: Date;
  readonly processingJobArn?: string;
  readonly papermillTime?: Date;
}

/** The evidence that every assessment may hold. */
interface Evidence {
  readonly processingJobArn?: string;
  /** Of an HTML report's notebook. */
  readonly papermillTime?: Date;
  readonly html?: HtmlEvidence;
  /** Of a notebook: the pages in its saved outputs that report usage, or may. */
  readonly embedded?: readonly EmbeddedPage[];
}

/** A change that an object calls for. */
interface NeededEdits {
  readonly edits: readonly ByteEdit[];
  readonly detail?: string;
}

/** An assessment that still has to be carried out. */
export type RewriteAssessment = Evidence & NeededEdits & { readonly outcome: 'opted-out' | 'silenced' };

/** An assessment that needs no writing: the outcome is final. */
export type Conclusion = Evidence &
  (
    | { readonly outcome: 'already-opted-out' | 'no-setup-call' | 'silent' | 'reports-usage' }
    | ({ readonly outcome: 'would-opt-out' | 'would-silence' } & NeededEdits)
    | { readonly outcome: 'refused'; readonly reason: string; readonly detail: string }
  );

/** The assessment of one object: its outcome, and what is needed for it. */
export type Assessment = RewriteAssessment | Conclusion;

/** True for an assessment that still has to be carried out. */
export const isRewrite = (assessment: Assessment): assessment is RewriteAssessment =>
  assessment.outcome === 'opted-out' || assessment.outcome === 'silenced';

/** A dry run's conclusion where the store refuses what it would write: the answer of the run that is not dry. */
export function concludeWith(conclusion: Conclusion, refusal: Refused | undefined): Conclusion {
  const isPlanned = conclusion.outcome === 'would-opt-out' || conclusion.outcome === 'would-silence';
  if (refusal === undefined || !isPlanned) return conclusion;
  const { outcome: _planned, edits: _edits, ...evidence } = conclusion;
  const { reason, detail } = refusal;
  return { ...evidence, outcome: 'refused', reason, detail };
}

/** The sentence on what silencing a page does not do. */
export const SILENCED_DETAIL =
  'the page still loads scripts from public CDNs; copies and earlier versions of it still report usage';

/** What an assessment depends on of an object that was read whole. */
export type Assessable = Pick<ObjectVersion, 'bytes' | 'lastModified' | 'provenance'>;

/** The assessment of one object that was read whole. */
export function assess(
  object: Assessable,
  kind: ObjectKind,
  policy: Policy,
  notebook: NotebookKnowledge,
): Assessment {
  const options = { sizeLimitBytes: policy.sizeLimitBytes };
  return kind === 'notebook'
    ? assessNotebook(planNotebook(object.bytes, options), policy)
    : withNotebook(assessHtml(planHtml(object.bytes, options), object, policy), object, notebook);
}

/**
 * An assessment that was made without the knowledge of its report's notebook, with it: what is done does not depend on
 * that, only the evidence on an HTML report does.
 */
export function withNotebook<Any extends Assessment>(
  assessment: Any,
  object: Pick<ObjectVersion, 'lastModified' | 'provenance'>,
  notebook: NotebookKnowledge,
): Any {
  const { html, processingJobArn = notebook.processingJobArn } = assessment;
  if (html === undefined) return assessment;
  const papermillTime = papermillTimeOf(object, notebook);
  return {
    ...assessment,
    html: { ...html, ...defined({ optedOutAt: notebook.optedOutAt }) },
    ...defined({ processingJobArn, papermillTime }),
  };
}

function assessNotebook(verdict: NotebookVerdict, policy: Policy): Assessment {
  const { processingJobArn, embedded } = verdict;
  if (verdict.kind === 'refused') return { ...conclusionOf(verdict), ...defined({ embedded }) };
  const evidence = defined({ processingJobArn, embedded });
  const removals = policy.html === 'silence' ? removalsFrom(embedded) : [];
  const isDryRun = policy.mode === 'dry-run';
  switch (verdict.kind) {
    case 'patchable': {
      const edits = [...verdict.edits, ...removals].sort((a, b) => a.start - b.start);
      return { outcome: isDryRun ? 'would-opt-out' : 'opted-out', edits, ...evidence };
    }
    case 'already-opted-out':
    case 'no-setup-call':
      return removals.length === 0
        ? { outcome: verdict.kind, ...evidence }
        : { outcome: isDryRun ? 'would-silence' : 'silenced', edits: removals, ...evidence };
  }
}

/** In the order of the file, as the outputs are. */
const removalsFrom = (embedded: readonly EmbeddedPage[] = []): readonly ByteEdit[] =>
  embedded.flatMap(({ edits = [] }) => edits);

function assessHtml(verdict: HtmlVerdict, object: Assessable, policy: Policy): Assessment {
  const conclusion = concludeHtml(verdict, object);
  if (verdict.kind !== 'reports-usage' || policy.html === 'record') return conclusion;
  const { html, processingJobArn } = conclusion;
  return {
    outcome: policy.mode === 'dry-run' ? 'would-silence' : 'silenced',
    edits: verdict.edits,
    detail: SILENCED_DETAIL,
    ...defined({ html, processingJobArn }),
  };
}

/** The conclusion on a version of an HTML report that was read whole and is only recorded, whatever its size. */
export const assessForRecord = (object: Assessable, notebook: NotebookKnowledge): Conclusion =>
  withNotebook(
    concludeHtml(planHtml(object.bytes, { sizeLimitBytes: Number.POSITIVE_INFINITY }), object),
    object,
    notebook,
  );

function concludeHtml(verdict: HtmlVerdict, object: Assessable): Conclusion {
  const html = htmlEvidence(verdict, object);
  switch (verdict.kind) {
    case 'refused':
      return { ...conclusionOf(verdict), html };
    case 'silent':
      return { outcome: 'silent', html, ...defined({ detail: describeSaved(verdict.savedBeacon) }) };
    case 'reports-usage':
      return { outcome: 'reports-usage', html, processingJobArn: verdict.beacon.processingJobArn };
  }
}

/** The assessment of an HTML report of which only the end was read. */
export interface EndAssessment {
  readonly outcome: 'reports-usage';
  readonly detail: string;
  readonly html: HtmlEvidence;
  readonly processingJobArn: string;
  readonly papermillTime?: Date;
}

/** The assessment of an HTML report of which only the end was read, and a beacon was found in it. */
export const assessEnd = (end: EndOfObject, beacon: Beacon, notebook: NotebookKnowledge): EndAssessment =>
  withNotebook(
    {
      outcome: 'reports-usage',
      detail: `the beacon is in the last ${end.bytes.length} of ${end.sizeBytes} bytes; only these were read`,
      html: reportingHtml(beacon),
      processingJobArn: beacon.processingJobArn,
    },
    end,
    notebook,
  );

const conclusionOf = ({ reason, detail }: Refused): Conclusion => ({ outcome: 'refused', reason, detail });

function htmlEvidence(verdict: HtmlVerdict, object: Assessable): HtmlEvidence {
  const beacon = verdict.kind === 'silent' ? undefined : verdict.beacon;
  if (beacon !== undefined) return reportingHtml(beacon);
  if (verdict.kind === 'refused') return UNKNOWN_HTML;
  // A page that was silenced here, or saved by a browser, reported when it was generated, though it no longer does.
  const isSaved = verdict.kind === 'silent' && verdict.savedBeacon !== undefined;
  const generatedBeforeOptOut = isSaved || object.provenance?.outcome === 'silenced';
  const savedByBrowser = isSaved || undefined;
  return { usageReporting: 'silent', generatedBeforeOptOut, ...defined({ savedByBrowser }) };
}

const describeSaved = (saved: SavedBeacon | undefined): string | undefined =>
  saved &&
  `a browser saved this page: its beacon shows ${saved.source.slice(0, MAX_SOURCE_LENGTH)} and asks nobody, but the page was generated with it`;

/** Of an image's data, the beginning suffices. */
const MAX_SOURCE_LENGTH = 100;

const reportingHtml = (beacon: Beacon): HtmlEvidence => ({
  usageReporting: 'reports',
  generatedBeforeOptOut: true,
  beacon,
});

/** A version that is older than the notebook was generated before it, by an earlier run. */
function papermillTimeOf(
  { provenance, lastModified }: Pick<ObjectVersion, 'lastModified' | 'provenance'>,
  { papermillTime }: NotebookKnowledge,
): Date | undefined {
  const written = provenance?.before.lastModified ?? lastModified;
  return papermillTime && (papermillTime <= written || areClose(papermillTime, written))
    ? papermillTime
    : undefined;
}

/** The evidence of an HTML report whose bytes could not be read or understood. */
export const UNKNOWN_HTML: HtmlEvidence = { usageReporting: 'unknown', generatedBeforeOptOut: null };
