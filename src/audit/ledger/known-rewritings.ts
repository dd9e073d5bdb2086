/** The rewritings in ledgers, by object: only what restoring needs of each, so that many fit into memory. */

import { shortHash } from '../../bytes/sha256.ts';
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

/** The restorations in ledgers: by object and hashes, when the last one was recorded. */
export class Restorations {
  readonly #lastAt = new Map<string, string>();

  /** Takes the record when it is one of a restoration. */
  add({ outcome, object, before, after, recordedAt }: AuditRecord): void {
    if (outcome !== 'restored' || before?.sha256 === undefined || after === undefined) return;
    const name = restorationName(object, after.sha256, before.sha256);
    if (recordedAt > (this.#lastAt.get(name) ?? '')) this.#lastAt.set(name, recordedAt);
  }

  /** Takes those of whole ledgers. */
  async read(batches: AsyncIterable<readonly PlacedRecord[]>): Promise<void> {
    for await (const batch of batches)
      for (const { record } of batch) if (!isOfTrainingJob(record)) this.add(record);
  }

  /** True when the rewriting was undone after it was made. */
  has(location: ObjectLocation, { at, known: { before, after } }: ReadRewriting): boolean {
    const last = this.#lastAt.get(restorationName(location, before.sha256, after.sha256));
    return last !== undefined && last >= at;
  }
}

const restorationName = (
  { bucket, key }: Pick<ObjectLocation, 'bucket' | 'key'>,
  before: string,
  after: string,
): string => shortHash([bucket, key, before, after].join('\n'));

/**
 * The objects that were rewritten, in the order of buckets and keys. Records of one rewriting that disagree are left out:
 * none of them is believed. `restorations` may hold those of other ledgers, and takes those of these.
 */
export async function readRewritten(
  batches: AsyncIterable<readonly PlacedRecord[]>,
  onConflict: (conflict: Conflict) => Promise<void>,
  restorations = new Restorations(),
): Promise<RewrittenObject[]> {
  const objects = new Map<string, { location: ObjectLocation; rewritings: ReadRewriting[] }>();
  for await (const batch of batches) {
    for (const { record, place } of batch) {
      if (isOfTrainingJob(record)) continue;
      restorations.add(record);
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
    if (believed.length === 0) continue;
    const inOrder = believed.sort((a, b) => compareKeys(a.at, b.at));
    rewritten.push({
      location,
      rewritings: inOrder.map((rewriting) =>
        restorations.has(location, rewriting) ? { ...rewriting.known, isRestored: true } : rewriting.known,
      ),
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
  const { versionId, lastModified } = object;
  const { processingJobArn, generatedAt, generatedAtSource } = report;
  const papermillTime = generatedAtSource === 'papermill' ? instantOf(generatedAt) : undefined;
  return {
    at: new Date(record.recordedAt),
    before: {
      etag: before.etag,
      sha256: before.sha256,
      sizeBytes: before.bytes,
      ...defined({ versionId, lastModified: instantOf(lastModified) }),
    },
    after: {
      etag: after.etag,
      sha256: after.sha256,
      sizeBytes: after.bytes,
      ...defined({ versionId: after.versionId }),
    },
    ...defined({
      edits: edits?.map(decodeEdit),
      processingJobArn,
      papermillTime,
    }),
  };
}

const instantOf = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text);
