/** Makes the findings of objects that were examined, or could not be. Pure. */
import { sha256Once } from '../../bytes/sha256.ts';
import { findPapermillTime } from '../../notebook/papermill-time.ts';
import { defined } from '../../text/defined.ts';
import { type Conclusion, type EndAssessment, UNKNOWN_HTML } from '../assess.ts';
import type {
  Finding,
  HashedState,
  HashedVersion,
  MissingFinding,
  RefusedFinding,
  ReportingFinding,
} from '../finding.ts';
import type { EndOfObject, ListedDeletion, ObjectVersion, ReadAnswer } from '../ports.ts';
import type { ObjectLocation } from '../report-target.ts';

/** A version that was read whole, not assessed yet. */
export const versionRead = (
  location: ObjectLocation,
  { bytes, etag, versionId, lastModified, provenance }: ObjectVersion,
  at: Date,
  isLatest = true,
): HashedVersion => ({
  ...location,
  at,
  lastModified,
  ...(versionId === undefined ? {} : { isLatest }),
  before: hashedState(bytes, etag, versionId),
  ...defined({
    lastModifiedBeforeRewriting: provenance?.before.lastModified,
    papermillTime: location.kind === 'notebook' ? findPapermillTime(bytes) : undefined,
  }),
});

/** The finding of a version that was read and assessed, and needs no writing. */
export const examinedFinding = (version: HashedVersion, conclusion: Conclusion): Finding => ({
  ...version,
  ...conclusion,
});

/** The finding of an HTML report of which only the end was read. */
export const endFinding = (
  location: ObjectLocation,
  { etag, sizeBytes, versionId, lastModified }: EndOfObject,
  assessment: EndAssessment,
  at: Date,
  isLatest = true,
): ReportingFinding => ({
  ...location,
  ...assessment,
  at,
  lastModified,
  ...(versionId === undefined ? {} : { isLatest }),
  before: { etag, sizeBytes, ...defined({ versionId }) },
});

/** The finding of an object that is not there; `deletion` is its delete marker, where that is known. */
export const missingFinding = (
  location: ObjectLocation,
  at: Date,
  deletion?: ListedDeletion,
): MissingFinding => ({
  ...location,
  at,
  outcome: 'missing',
  ...(deletion && { isLatest: true, versionId: deletion.versionId, lastModified: deletion.lastModified }),
});

/** The finding of an object that the store refused to read. */
export function unreadFinding(
  location: ObjectLocation,
  { refusal, state }: Omit<Extract<ReadAnswer, { kind: 'refused' }>, 'kind'>,
  at: Date,
): RefusedFinding {
  const { reason, detail } = refusal;
  const refused = { ...location, at, outcome: 'refused', reason, detail } as const;
  if (state === undefined) return refused;
  const { lastModified, ...before } = state;
  const html = location.kind === 'html' ? UNKNOWN_HTML : undefined;
  return { ...refused, lastModified, before, ...defined({ html }) };
}

/** The state of bytes that were read or written. */
export const hashedState = (bytes: Uint8Array, etag: string, versionId: string | undefined): HashedState => ({
  etag,
  sizeBytes: bytes.length,
  sha256: sha256Once(bytes),
  ...defined({ versionId }),
});
