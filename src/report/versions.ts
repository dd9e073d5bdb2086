/** Examines versions of an HTML report that are not the current one: they are recorded, never written. */
import { defined } from '../text/defined.ts';
import { assessEnd, assessForRecord } from './assess.ts';
import { examinedVersion, type Finding } from './finding.ts';
import {
  endFinding,
  examinedFinding,
  missingFinding,
  unreadFinding,
  versionRead,
} from './findings/examined-findings.ts';
import type { AuditTrail, ListedDeletion, ListedVersion, ObjectVersion } from './ports.ts';
import type { ObjectContext, ObjectTask } from './process-object.ts';
import { type EvidenceAnswer, readForEvidence } from './read-evidence.ts';
import { rebuiltFinding } from './rebuild.ts';
import type { ObjectLocation, TargetObject } from './report-target.ts';

type VersionContext = Pick<ObjectContext, 'store' | 'trail' | 'clock'>;

/** A version to examine: as a listing shows it, or only its id. */
type KnownVersion = Pick<ListedVersion, 'versionId'> & Partial<ListedVersion>;
type Listed = KnownVersion | ListedDeletion;

/**
 * Examines every version, or the one that is named, except those in `recorded`: they have their records. A version
 * that was made by silencing another also accounts for that one. The delete marker of an object that was deleted counts
 * as a version, unless the object is on record as missing. Returns the findings, each already on the trail.
 * @throws Fault
 */
export async function examineVersions(
  task: ObjectTask,
  versions: NonNullable<TargetObject['versions']>,
  recorded: Set<string>,
  context: VersionContext,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  // Newest first: a silenced version comes before the one that it was made of.
  const listed: AsyncIterable<Listed> | Listed[] =
    versions === 'all' ? context.store.listVersions(task.location) : [versions];
  for await (const version of listed) {
    if (recorded.has(version.versionId)) continue;
    const examining = version.isDeletion
      ? recordDeletion(task, version, context)
      : examineVersion(task, version, recorded, context);
    const finding = await examining;
    if (finding !== undefined) findings.push(finding);
  }
  return findings;
}

/** Undefined for an expected object: that it is missing is on record. */
async function recordDeletion(
  { location, presence }: ObjectTask,
  deletion: ListedDeletion,
  { trail, clock }: VersionContext,
): Promise<Finding | undefined> {
  if (presence === 'expected') return undefined;
  const finding = missingFinding(location, clock.now(), deletion);
  await trail.append(finding);
  return finding;
}

/** Undefined when the version went since it was listed. */
async function examineVersion(
  task: ObjectTask,
  version: KnownVersion,
  recorded: Set<string>,
  { store, trail, clock }: VersionContext,
): Promise<Finding | undefined> {
  const { location, policy } = task;
  const { versionId } = version;
  const answer = await readForEvidence(store, { ...location, versionId }, policy.sizeLimitBytes);
  if (answer.kind === 'missing') return undefined;
  if (answer.kind === 'found') {
    const earlier = await recordEarlier(location, answer.object, trail);
    // A dry run shows what still reports, and so looks at the version that was silenced again.
    if (earlier !== undefined && policy.mode === 'enforce') recorded.add(earlier);
  }
  const finding = findingOf(task, version, answer, clock.now());
  await trail.append(finding);
  return finding;
}

function findingOf(
  { location, notebook }: ObjectTask,
  version: KnownVersion,
  answer: Exclude<EvidenceAnswer, { kind: 'missing' }>,
  at: Date,
): Finding {
  const { isLatest = false } = version;
  switch (answer.kind) {
    case 'refused': {
      const state = answer.state ?? stateOf(version);
      const finding = unreadFinding(location, { ...answer, ...defined({ state }) }, at);
      const { versionId } = version;
      return examinedVersion(finding) === undefined
        ? { ...finding, isLatest, versionId }
        : { ...finding, isLatest };
    }
    case 'end': {
      const { end, beacon } = answer;
      return endFinding(location, end, assessEnd(end, beacon, notebook), at, isLatest);
    }
    case 'found': {
      const { object } = answer;
      return examinedFinding(versionRead(location, object, at, isLatest), assessForRecord(object, notebook));
    }
  }
}

/** Records the silencing that made this version; resolves to the version it was made of, which has its record then. */
async function recordEarlier(
  location: ObjectLocation,
  object: ObjectVersion,
  trail: AuditTrail,
): Promise<string | undefined> {
  const earlier = rebuiltFinding(location, object);
  if (earlier === undefined) return undefined;
  await trail.append(earlier);
  return earlier.before.versionId;
}

const stateOf = ({ etag, sizeBytes, versionId, lastModified }: KnownVersion) =>
  etag === undefined || sizeBytes === undefined || lastModified === undefined
    ? undefined
    : { etag, sizeBytes, versionId, lastModified };
