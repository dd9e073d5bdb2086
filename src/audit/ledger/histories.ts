/** The order of a ledger's records, and their way from single records to the history of each object. Pure. */
import { compareKeys } from '../../text/key-order.ts';
import type { AuditRecord } from '../record/schema.ts';
import { KnownRecords } from './known-records.ts';
import type { ObjectHistory } from './object-history.ts';

/**
 * Puts records that come in their order (see `compareRecords`) together by object, and leaves repeated ones out. Both
 * come in batches: a million single steps would take longer than the work in them.
 */
export async function* historiesOf(
  batches: AsyncIterable<readonly AuditRecord[]>,
  onDuplicate: (record: AuditRecord) => void,
): AsyncGenerator<readonly ObjectHistory[]> {
  let own: OwnRecords | undefined;
  for await (const batch of batches) {
    const histories: ObjectHistory[] = [];
    for (const record of batch) {
      if (own?.isAbout(record)) {
        if (!own.add(record)) onDuplicate(record);
        continue;
      }
      if (own !== undefined) histories.push(own.history);
      own = new OwnRecords(record);
    }
    yield histories;
  }
  if (own !== undefined) yield [own.history];
}

/** The records of one object so far. */
class OwnRecords {
  readonly #records: [AuditRecord, ...AuditRecord[]];
  /** Most objects have one record, and then nothing is repeated. */
  #known: KnownRecords | undefined;

  constructor(first: AuditRecord) {
    this.#records = [first];
  }

  isAbout({ object }: AuditRecord): boolean {
    const { bucket, key } = this.#records[0].object;
    return object.key === key && object.bucket === bucket;
  }

  /** False for a repeated record, which is left out. */
  add(record: AuditRecord): boolean {
    this.#known ??= new KnownRecords(this.#records);
    const isNew = !this.#known.has(record);
    this.#known.add(record);
    if (isNew) this.#records.push(record);
    return isNew;
  }

  get history(): ObjectHistory {
    const { bucket, key } = this.#records[0].object;
    return { bucket, key, records: this.#records };
  }
}

/** By bucket and key as S3 lists keys, then by time, then by id. */
export const compareRecords = (a: AuditRecord, b: AuditRecord): number =>
  compareKeys(a.object.bucket, b.object.bucket) ||
  compareKeys(a.object.key, b.object.key) ||
  compareKeys(a.recordedAt, b.recordedAt) ||
  compareKeys(a.id, b.id);
