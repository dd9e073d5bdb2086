/**
 * Makes the finding of an earlier rewriting again, from the rewritten object and the provenance it carries, so
 * that a crash between the rewriting and its record loses nothing. Pure.
 */

import { applyEdits, type ByteEdit, invertEdits } from '../bytes/edit.ts';
import { sha256 } from '../bytes/sha256.ts';
import { findPapermillTime } from '../notebook/papermill-time.ts';
import { catchError } from '../text/catch-error.ts';
import { defined } from '../text/defined.ts';
import { type Assessment, assess, isRewrite, SILENCED_DETAIL } from './assess.ts';
import type { HtmlEvidence, RewrittenFinding } from './finding.ts';
import { hashedState } from './findings/examined-findings.ts';
import type { ObjectVersion, Provenance } from './ports.ts';
import { writtenDetail } from './replacement.ts';
import { locationHash, type ObjectLocation } from './report-target.ts';

/**
 * The finding of the rewriting that wrote `object`, the same as when it was made; undefined when the object was
 * not rewritten here, or was changed since by somebody who kept or forged its metadata.
 */
export function rebuiltFinding(
  location: ObjectLocation,
  object: ObjectVersion,
): RewrittenFinding | undefined {
  const { provenance } = object;
  if (provenance === undefined || provenance.locationHash !== locationHash(location)) return undefined;
  const { before, outcome, optedOutAt, papermillTime, edits } = provenance;
  const bytes = edits === undefined ? object.bytes : undoEdits(object.bytes, edits, before.sha256);
  if (bytes === undefined) return undefined;
  const version = { ...object, bytes, lastModified: before.lastModified };
  const knowledge = defined({ optedOutAt, papermillTime });
  // A notebook that was opted out may have kept the beacons in its saved outputs, or lost them in the same rewriting.
  for (const html of edits === undefined ? RECORDING : EITHER) {
    const assessment = assess(version, location.kind, { ...UNBOUNDED, html }, knowledge);
    const isOurs =
      edits === undefined
        ? UNCHANGED_SINCE[outcome].some((each) => each === assessment.outcome)
        : assessment.outcome === outcome && leadsTo(object.bytes, bytes, assessment);
    if (isOurs) return describe(location, object, provenance, assessment);
  }
  return undefined;
}

/** Metadata may claim any edits: only those that this software makes of the bytes before count as its own. */
const leadsTo = (after: Uint8Array, before: Uint8Array, assessment: Assessment): boolean =>
  isRewrite(assessment) && sha256(applyEdits(before, assessment.edits)) === sha256(after);

/** The outcomes of a rewritten object as long as nobody changes it. */
const UNCHANGED_SINCE = {
  'opted-out': ['already-opted-out'],
  silenced: ['silent', 'already-opted-out', 'no-setup-call'],
} as const;
const RECORDING = ['record'] as const;
const EITHER = ['silence', 'record'] as const;
const UNBOUNDED = { mode: 'enforce', sizeLimitBytes: Number.POSITIVE_INFINITY } as const;

/** The bytes before the rewriting, or undefined when these edits did not make `bytes` out of them. */
function undoEdits(
  bytes: Uint8Array,
  edits: readonly ByteEdit[],
  beforeSha256: string,
): Uint8Array | undefined {
  const undone = catchError(RangeError, () => applyEdits(bytes, invertEdits(edits)));
  return undone instanceof Error || sha256(undone) !== beforeSha256 ? undefined : undone;
}

function describe(
  location: ObjectLocation,
  object: ObjectVersion,
  { outcome, at, software, trigger, before, edits }: Provenance,
  assessment: Assessment,
): RewrittenFinding {
  const { lastModified, ...state } = before;
  const isHtml = location.kind === 'html';
  const html = edits === undefined ? REPORTED_USAGE : assessment.html;
  const detail = writtenDetail(isHtml ? SILENCED_DETAIL : undefined, edits === undefined);
  return {
    ...location,
    outcome,
    at,
    lastModified,
    ...(before.versionId === undefined ? {} : { isLatest: true }),
    before: state,
    after: hashedState(object.bytes, object.etag, object.versionId),
    ...defined({
      detail,
      edits,
      processingJobArn: assessment.processingJobArn,
      papermillTime: isHtml ? assessment.papermillTime : findPapermillTime(object.bytes),
      html: isHtml ? html : undefined,
      embedded: assessment.embedded,
    }),
    rebuilt: { software, ...defined({ trigger }) },
  };
}

/** The evidence of a silenced page whose beacon is no longer known: only pages that report are silenced. */
const REPORTED_USAGE: HtmlEvidence = { usageReporting: 'reports', generatedBeforeOptOut: true };
