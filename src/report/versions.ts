/** Examines versions of an HTML report that are not the current one: they are recorded, never written. */
import { defined } from '../text/defined.ts';
import { assess, assessEnd } from './assess.ts';
import { endFinding, examinedFinding, type Place, unreadFinding } from './findings.ts';
import type { Finding } from './outcome.ts';
import type { AuditTrail, Clock, ListedVersion, ReportStore, StoredObject } from './ports.ts';
import type { Task } from './process-object.ts';
import { readForEvidence } from './read-evidence.ts';
import { rebuiltFinding } from './rebuild.ts';
import type { TargetObject } from './report-target.ts';

/** The part of the surroundings that is needed here. */
interface VersionSurroundings {
  readonly store: ReportStore;
  readonly trail: AuditTrail;
  readonly clock: Clock;
}

/** A version to examine: as a listing tells of it, or only its id. */
type KnownVersion = Pick<ListedVersion, 'versionId'> & Partial<ListedVersion>;

/**
 * Examines every version, or the one that is named, but those in `accounted`: they have their records. A version
 * that was made by silencing another accounts for that one, too. Answers the findings, each already on the trail.
 * @throws Fault
 */
export async function examineVersions(
  task: Task,
  versions: NonNullable<TargetObject['versions']>,
  accounted: Set<string>,
  surroundings: VersionSurroundings,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  // Newest first: a silenced version comes before the one that it was made of.
  const listed = versions === 'all' ? surroundings.store.listVersions(task.place) : [versions];
  for await (const version of listed) {
    if (accounted.has(version.versionId)) continue;
    const finding = await examineVersion(task, version, accounted, surroundings);
    if (finding !== undefined) findings.push(finding);
  }
  return findings;
}

/** Undefined when the version went since it was listed. */
async function examineVersion(
  { place, policy, notebook }: Task,
  version: KnownVersion,
  accounted: Set<string>,
  { store, trail, clock }: VersionSurroundings,
): Promise<Finding | undefined> {
  const { versionId, isLatest = false } = version;
  const answer = await readForEvidence(store, { ...place, versionId }, policy.sizeLimitBytes);
  if (answer.kind === 'missing') return undefined;
  let finding: Finding;
  if (answer.kind === 'refused') {
    const state = answer.state ?? stateOf(version);
    const told = { ...answer, ...defined({ state }) };
    finding = { ...unreadFinding(place, told, clock.now()), isLatest };
  } else if (answer.kind === 'end') {
    const { end, beacon } = answer;
    finding = endFinding(place, end, assessEnd(end, beacon, notebook), clock.now(), isLatest);
  } else {
    const { object } = answer;
    await accountForEarlier(place, object, accounted, trail);
    const assessed = assess(object, 'html', RECORD_ONLY, notebook);
    finding = examinedFinding(place, object, assessed, clock.now(), isLatest);
  }
  await trail.append(finding);
  return finding;
}

/** The limit was seen to when the version was read. */
const RECORD_ONLY = { mode: 'dry-run', html: 'record', sizeLimitBytes: Number.POSITIVE_INFINITY } as const;

async function accountForEarlier(
  place: Place,
  object: StoredObject,
  accounted: Set<string>,
  trail: AuditTrail,
): Promise<void> {
  const earlier = rebuiltFinding(place, object);
  if (earlier === undefined) return;
  await trail.append(earlier);
  if (earlier.before?.versionId !== undefined) accounted.add(earlier.before.versionId);
}

const stateOf = ({ etag, sizeBytes, versionId, lastModified }: KnownVersion) =>
  etag === undefined || sizeBytes === undefined || lastModified === undefined
    ? undefined
    : { etag, sizeBytes, versionId, lastModified };
