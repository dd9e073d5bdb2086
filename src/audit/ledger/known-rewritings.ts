/** The rewritings in ledgers, by object: only what restoring needs of each, so that many fit into memory. */

import type { KnownRewriting } from '../../report/find-earlier-bytes.ts';
import type { ObjectLocation } from '../../report/report-target.ts';
import { defined } from '../../text/defined.ts';
import { compareKeys } from '../../text/key-order.ts';
import { decodeEdit } from '../record/edits.ts';
import { isOfTrainingJob } from '../record/record-kind.ts';
import type { AuditRecord } from '../record/schema.ts';
import type { Conflict } from './conflicts.ts';
import type { PlacedRecord } from './read-records.ts';

/** One object, and how it was rewritten, the earliest first. */
export interface RewrittenObject {
  readonly location: ObjectLocation;
  readonly rewritings: readonly KnownRewriting[];
}

/** A rewriting, and what tells it from others. */
interface ReadRewriting {
  readonly id: string;
  readonly at: string;
  readonly place: string;
  readonly known: KnownRewriting;
}

/**
 * The objects that were rewritten, in the order of buckets and keys. Records of one rewriting that disagree are left out:
 * none of them is believed.
 */
export async function readRewritten(
  batches: AsyncIterable<readonly PlacedRecord[]>,
  onConflict: (conflict: Conflict) => Promise<void>,
): Promise<RewrittenObject[]> {
  const objects = new Map<string, { location: ObjectLocation; rewritings: ReadRewriting[] }>();
  for await (const batch of batches) {
    for (const { record, place } of batch) {
      if (isOfTrainingJob(record)) continue;
      const known = rewritingOf(record);
      if (known === undefined) continue;
      const { kind, bucket, key } = record.object;
      const name = `${bucket}\n${key}`;
      const object = objects.get(name) ?? { location: { kind, bucket, key }, rewritings: [] };
      object.rewritings.push({ id: record.id, at: record.recordedAt, place, known });
      objects.set(name, object);
    }
  }
  const rewritten: RewrittenObject[] = [];
  for (const { location, rewritings } of objects.values()) {
    const believed = await leaveOutConflicts(rewritings, onConflict);
    if (believed.length > 0)
      rewritten.push({
        location,
        rewritings: believed.sort((a, b) => compareKeys(a.at, b.at)).map(({ known }) => known),
      });
  }
  return rewritten.sort(
    ({ location: a }, { location: b }) => compareKeys(a.bucket, b.bucket) || compareKeys(a.key, b.key),
  );
}

async function leaveOutConflicts(
  rewritings: readonly ReadRewriting[],
  onConflict: (conflict: Conflict) => Promise<void>,
): Promise<ReadRewriting[]> {
  const believed: ReadRewriting[] = [];
  for (const same of Map.groupBy(rewritings, rewritingKey).values()) {
    const hashes = new Set(same.map(({ known: { before, after } }) => `${before.sha256} ${after.sha256}`));
    if (hashes.size === 1) believed.push(...same);
    else await onConflict({ places: same.map(({ place }) => place), fact: 'the hashes of its bytes' });
  }
  return believed;
}

/** Where no versions are kept, the same can be done again at another time. */
const rewritingKey = ({ id, at, known }: ReadRewriting): string =>
  known.before.versionId === undefined || known.before.versionId === 'null' ? `${id} ${at}` : id;

/** Undefined for a record of anything else. */
function rewritingOf(record: AuditRecord): KnownRewriting | undefined {
  const { outcome, before, after, edits, object, report } = record;
  if (outcome !== 'opted-out' && outcome !== 'silenced') return undefined;
  if (before?.sha256 === undefined || after === undefined) return undefined;
  const { versionId } = object;
  return {
    before: {
      etag: before.etag,
      sha256: before.sha256,
      sizeBytes: before.bytes,
      ...defined({ versionId }),
    },
    after: {
      etag: after.etag,
      sha256: after.sha256,
      sizeBytes: after.bytes,
      ...defined({ versionId: after.versionId }),
    },
    ...defined({ edits: edits?.map(decodeEdit), processingJobArn: report.processingJobArn }),
  };
}
