/** Promise 4 in one place: an object is replaced, and exactly what became of that is on record, whatever happens. */
import { sha256Once } from '../bytes/sha256.ts';
import type { RefusedFinding, RestoredFinding, RewrittenFinding } from './finding.ts';
import type { AuditTrail, Clock, StoredObject } from './ports.ts';
import { contendedAfterRecord, type Replacement, refusedFinding, replacedFinding } from './replacement.ts';

/**
 * Replaces the object and puts the finding of that on the trail (`StoredObject.replace` says when). Returns the
 * finding, or undefined when the object is no longer what was read: then nothing was written, and nothing is left on
 * the trail that says otherwise.
 * @throws Fault when the store or the trail cannot be used.
 */
export async function replaceOnRecord(
  replacement: Replacement,
  object: StoredObject,
  { trail, clock }: { readonly trail: AuditTrail; readonly clock: Clock },
): Promise<RewrittenFinding | RestoredFinding | RefusedFinding | undefined> {
  const { bytes, provenance } = replacement;
  let isOnRecord = false;
  const answer = await object.replace(bytes, provenance, async () => {
    await trail.append(replacedFinding(replacement, { etag: sha256Once(bytes) }));
    isOnRecord = true;
  });
  switch (answer.kind) {
    case 'stale':
      if (isOnRecord) await trail.append(contendedAfterRecord(replacement, clock.now()));
      return undefined;
    case 'refused': {
      const finding = refusedFinding(replacement, answer.refusal);
      await trail.append(finding);
      return finding;
    }
    case 'replaced': {
      const finding = replacedFinding(replacement, answer);
      if (!isOnRecord) await trail.append(finding);
      return finding;
    }
  }
}
