/** The use case of the way back: gives one object the exact bytes and properties it had before it was rewritten. */

import { invertEdits } from '../bytes/edit.ts';
import { defined } from '../text/defined.ts';
import { type Earlier, findEarlier, type KnownRewriting } from './earlier-bytes.ts';
import { contendedFinding, hashedState, type Place, unreadFinding } from './findings.ts';
import type { Finding } from './outcome.ts';
import type { AuditTrail, Clock, ReportStore, StoredObject } from './ports.ts';
import { MAX_ATTEMPTS, retryDelayMs } from './process-object.ts';
import { replaceOnRecord } from './replace-on-record.ts';

/** Everything the use case talks to. */
export interface RestoreSurroundings {
  readonly store: ReportStore;
  readonly trail: AuditTrail;
  readonly clock: Clock;
}

/** `dry-run` says what would be done. */
export interface RestorePolicy {
  readonly mode: 'enforce' | 'dry-run';
  readonly sizeLimitBytes: number;
}

/**
 * Restores one object from the rewritings that are known of it, or from its own provenance. Answers the finding, which
 * is on the trail; undefined when the object was never rewritten here. An object that is neither what a rewriting made
 * nor what it was before has been changed by somebody since, and is refused.
 * @throws Fault when the store or the trail cannot be used.
 */
export async function restoreObject(
  place: Place,
  known: readonly KnownRewriting[],
  policy: RestorePolicy,
  surroundings: RestoreSurroundings,
): Promise<Finding | undefined> {
  const { store, trail, clock } = surroundings;
  const keep = async (finding: Finding): Promise<Finding> => {
    await trail.append(finding);
    return finding;
  };
  for (let attempt = 1; ; attempt += 1) {
    const answer = await store.read(place, policy.sizeLimitBytes);
    if (answer.kind !== 'found') {
      return known.length === 0 ? undefined : keep(unreadFinding(place, answer, clock.now()));
    }
    const { object } = answer;
    const now = { ...describe(place, object), at: clock.now() };
    const earlier = await findEarlier(place, object, known, store, policy.sizeLimitBytes);
    switch (earlier.kind) {
      case 'never-rewritten':
        return undefined;
      case 'as-before':
        return keep(foundAsBefore(now, object, earlier.rewriting));
      case 'refused':
        return keep({ ...now, outcome: 'refused', reason: earlier.reason, detail: earlier.detail });
      case 'found': {
        const planned = restoration(now, earlier);
        if (policy.mode === 'dry-run') return keep({ ...planned, outcome: 'would-restore' });
        const finding = await replaceOnRecord(
          { finding: planned, bytes: earlier.bytes, provenance: undefined },
          object,
          surroundings,
        );
        if (finding !== undefined) return finding;
        if (attempt === MAX_ATTEMPTS) return keep(contendedFinding(planned, clock.now(), attempt));
        await clock.sleep(retryDelayMs(attempt, clock));
      }
    }
  }
}

type Described = Omit<Finding, 'outcome'>;

function describe(place: Place, object: StoredObject): Omit<Described, 'at'> {
  const { lastModified, provenance } = object;
  const generatedAt = provenance?.before.lastModified ?? lastModified;
  const html = { usageReporting: 'silent', generatedBeforeOptOut: true, generatedAt } as const;
  return {
    ...place,
    lastModified,
    ...(object.versionId === undefined ? {} : { isLatest: true }),
    before: hashedState(object.bytes, object.etag, object.versionId),
    ...(place.kind === 'html' ? { html } : {}),
  };
}

/** The finding of a restoration that is decided; `edits` are those of the way back. */
function restoration(now: Described, earlier: Extract<Earlier, { kind: 'found' }>): Finding {
  const { edits, processingJobArn } = earlier.rewriting;
  return {
    ...now,
    outcome: 'restored',
    ...defined({ processingJobArn }),
    ...(edits === undefined ? {} : { edits: invertEdits(edits) }),
  };
}

/** Somebody, perhaps an earlier run that was cut off before its record was kept, has put it back already. */
const foundAsBefore = (now: Described, object: StoredObject, { after }: KnownRewriting): Finding => ({
  ...now,
  outcome: 'restored',
  detail: 'found as it was before it was rewritten: nothing was done now',
  before: after,
  after: hashedState(object.bytes, object.etag, object.versionId),
});
