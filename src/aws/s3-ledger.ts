/** A ledger in S3: one object a record, created once and never written again. */
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Ledger, ledgerKey } from '../audit/record/ledger.ts';
import type { AuditRecord } from '../audit/record/schema.ts';
import { renderJsonLine } from '../text/safe-text.ts';
import { readSdkError, s3Fault } from './faults.ts';

/** Where a ledger lies; the prefix is empty or ends in a slash. */
export interface S3LedgerPlace {
  readonly bucket: string;
  readonly prefix: string;
}

const MAX_ATTEMPTS = 4;
/** So many keys are remembered, that a record which comes again to the same process costs nothing. */
const MOST_REMEMBERED = 10_000;

/** Needs s3:PutObject on `<prefix>day=*`. */
export class S3Ledger implements Ledger {
  readonly #client: S3Client;
  readonly #place: S3LedgerPlace;
  readonly #kept = new Set<string>();

  constructor(client: S3Client, place: S3LedgerPlace) {
    this.#client = client;
    this.#place = place;
  }

  /** @throws Fault */
  async append(record: AuditRecord): Promise<void> {
    const key = this.#place.prefix + ledgerKey(record);
    if (this.#kept.has(key)) return;
    await this.#create(key, record);
    const [oldest] = this.#kept;
    if (oldest !== undefined && this.#kept.size >= MOST_REMEMBERED) this.#kept.delete(oldest);
    this.#kept.add(key);
  }

  async #create(key: string, record: AuditRecord): Promise<void> {
    const { bucket } = this.#place;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: `${renderJsonLine(record)}\n`,
            ContentType: 'application/json',
            IfNoneMatch: '*',
          }),
        );
        return;
      } catch (error) {
        const known = readSdkError(error);
        if (known?.name === 'PreconditionFailed' || known?.status === 412) return;
        // Somebody else writes the same record just now; their write may fail yet.
        if (known?.name === 'ConditionalRequestConflict' && attempt < MAX_ATTEMPTS) continue;
        throw s3Fault(error, 'write the record', { bucket, key }, ADVICE);
      }
    }
  }
}

const ADVICE = { 'access-denied': 'access denied: grant s3:PutObject on the ledger' } as const;
