/**
 * The marker of a ledger: a small object that shows that records can be written, before anything else is touched, and
 * that the place is a ledger of this product. It lies where records lie, since a role may be allowed to write only
 * there; readers of records leave it out by its name, and so do Athena and Hive.
 */
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { auditRecordSchema } from '../../audit/record/schema.ts';
import { Fault } from '../../report/fault.ts';
import { software } from '../../report/software.ts';
import { showSafely } from '../../text/safe-text.ts';
import { s3Fault } from '../errors/faults.ts';
import { readSdkError } from '../errors/sdk-error.ts';
import type { S3LedgerLocation } from './s3-ledger.ts';

/** Below a ledger's prefix: on a day on which no object version was written. */
export const MARKER_KEY = 'day=0001-01-01/.profiler-opt-out-ledger';

const MARKER = { ledger: software.name, records: auditRecordSchema.$id };

/**
 * Creates the marker, or reads the one that is there.
 * @throws Fault when records cannot be written, or when the ledger is another product's
 */
export async function proveLedger(client: S3Client, { bucket, prefix }: S3LedgerLocation): Promise<void> {
  const place = { bucket, key: prefix + MARKER_KEY };
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: place.key,
        Body: `${JSON.stringify(MARKER)}\n`,
        ContentType: 'application/json',
        IfNoneMatch: '*',
      }),
    );
  } catch (error) {
    const { name, status } = readSdkError(error) ?? {};
    if (name === 'PreconditionFailed' || status === 412) return assertOwn(client, place);
    // Another run is writing the same marker: so it may be written.
    if (name === 'ConditionalRequestConflict') return;
    throw s3Fault(error, 'write to the ledger', { bucket, key: prefix }, MESSAGES);
  }
}

const MESSAGES = { 'access-denied': 'access denied: grant s3:PutObject on the ledger' } as const;

async function assertOwn(
  client: S3Client,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Promise<void> {
  let text = '';
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    text = (await Body?.transformToString()) ?? '';
  } catch (error) {
    // A run that only adds records need not be allowed to read them.
    if (readSdkError(error)?.status === 403) return;
    throw s3Fault(error, 'read the ledger', { bucket, key });
  }
  if (isOwn(text)) return;
  const place = showSafely(`s3://${bucket}/${key}`);
  const message = `${place} is not of a ledger with records ${MARKER.records}: name another ledger`;
  throw new Fault('invalid', message, { retryable: false });
}

function isOwn(text: string): boolean {
  try {
    const marker: unknown = JSON.parse(text);
    return (
      typeof marker === 'object' &&
      marker !== null &&
      'records' in marker &&
      marker.records === MARKER.records
    );
  } catch {
    return false;
  }
}
