/** A ledger in S3: one object for each record, created once and never written again. */
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Ledger, ledgerKey } from '../../audit/record/ledger.ts';
import type { LedgerRecord } from '../../audit/record/schema.ts';
import { renderJsonLine } from '../../text/safe-text.ts';
import { s3Fault } from '../errors/faults.ts';
import { readSdkError } from '../errors/sdk-error.ts';
import { RecentMap } from '../recent-map.ts';

/** The location of a ledger; the prefix is empty or ends in a slash. */
export interface S3LedgerLocation {
  readonly bucket: string;
  readonly prefix: string;
}

const MAX_ATTEMPTS = 4;
/** A record that comes again to the same process then costs no request. */
const MAX_REMEMBERED_KEYS = 10_000;

/** Needs s3:PutObject on `<prefix>day=*`. */
export class S3Ledger implements Ledger {
  readonly #client: S3Client;
  readonly #location: S3LedgerLocation;
  readonly #writtenKeys = new RecentMap<true>(MAX_REMEMBERED_KEYS);
  #created = 0;

  constructor(client: S3Client, location: S3LedgerLocation) {
    this.#client = client;
    this.#location = location;
  }

  /** The records that were added, and had not been there before; a deletion raises no event, and does not count. */
  get created(): number {
    return this.#created;
  }

  /** @throws Fault */
  async append(record: LedgerRecord): Promise<void> {
    const key = this.#location.prefix + ledgerKey(record);
    if (this.#writtenKeys.get(key)) return;
    await this.#create(key, record);
    this.#writtenKeys.set(key, true);
  }

  async #create(key: string, record: LedgerRecord): Promise<void> {
    const { bucket } = this.#location;
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
        if (record.outcome !== 'missing') this.#created += 1;
        return;
      } catch (error) {
        const sdkError = readSdkError(error);
        if (sdkError?.name === 'PreconditionFailed' || sdkError?.status === 412) return;
        // Another process is writing the same record; its write may still fail.
        if (sdkError?.name === 'ConditionalRequestConflict' && attempt < MAX_ATTEMPTS) continue;
        throw s3Fault(error, 'write the record', { bucket, key }, MESSAGES);
      }
    }
  }
}

const MESSAGES = { 'access-denied': 'access denied: grant s3:PutObject on the ledger' } as const;
