/** The rewritings in ledgers, by object: only what restoring needs of each, so that many fit into memory. */

import type { KnownRewriting } from '../../report/find-earlier-bytes.ts';
import type { ObjectLocation } from '../../report/report-target.ts';
import { defined } from '../../text/defined.ts';
import { compareKeys } from '../../text/key-order.ts';
import { decodeEdit } from '../record/edits.ts';
import type { AuditRecord } from '../record/schema.ts';
import type { RecordLine } from './read-records.ts';

/** One object, and how it was rewritten, the earliest first. */
export interface RewrittenObject {
  readonly location: ObjectLocation;
  readonly rewritings: readonly KnownRewriting[];
}

/** The objects that were rewritten, in the order of buckets and keys. */
export async function readRewritten(
  batches: AsyncIterable<readonly RecordLine[]>,
): Promise<RewrittenObject[]> {
  const objects = new Map<
    string,
    { location: ObjectLocation; rewritings: { at: string; known: KnownRewriting }[] }
  >();
  for await (const batch of batches) {
    for (const { record } of batch) {
      const known = rewritingOf(record);
      if (known === undefined) continue;
      const { kind, bucket, key } = record.object;
      const name = `${bucket}\n${key}`;
      const object = objects.get(name) ?? { location: { kind, bucket, key }, rewritings: [] };
      object.rewritings.push({ at: record.recordedAt, known });
      objects.set(name, object);
    }
  }
  return [...objects.values()]
    .sort(({ location: a }, { location: b }) => compareKeys(a.bucket, b.bucket) || compareKeys(a.key, b.key))
    .map(({ location, rewritings }) => ({
      location,
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
