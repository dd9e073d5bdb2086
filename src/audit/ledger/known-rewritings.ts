/** The rewritings that ledgers tell of, by object; what restoring needs of each, so that many fit into memory. */

import type { KnownRewriting } from '../../report/find-earlier-bytes.ts';
import type { ObjectLocation } from '../../report/report-target.ts';
import { defined } from '../../text/defined.ts';
import { compareKeys } from '../../text/key-order.ts';
import { decodeEdit } from '../record/edits.ts';
import type { AuditRecord } from '../record/schema.ts';

/** One object, and how it was rewritten, the earliest first. */
export interface RewrittenObject {
  readonly place: ObjectLocation;
  readonly rewritings: readonly KnownRewriting[];
}

/** The objects that were rewritten, in the order of buckets and keys. */
export async function readRewritten(records: AsyncIterable<AuditRecord>): Promise<RewrittenObject[]> {
  const objects = new Map<
    string,
    { place: ObjectLocation; rewritings: { at: string; known: KnownRewriting }[] }
  >();
  for await (const record of records) {
    const known = rewritingOf(record);
    if (known === undefined) continue;
    const { kind, bucket, key } = record.object;
    const name = `${bucket}\n${key}`;
    const object = objects.get(name) ?? { place: { kind, bucket, key }, rewritings: [] };
    object.rewritings.push({ at: record.recordedAt, known });
    objects.set(name, object);
  }
  return [...objects.values()]
    .sort(({ place: a }, { place: b }) => compareKeys(a.bucket, b.bucket) || compareKeys(a.key, b.key))
    .map(({ place, rewritings }) => ({
      place,
      rewritings: rewritings.sort((a, b) => compareKeys(a.at, b.at)).map(({ known }) => known),
    }));
}

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
