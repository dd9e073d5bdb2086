/** Reads a ledger in S3, object by object. */
import type { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { s3Fault } from '../errors/faults.ts';
import { type ListedKey, listObjects } from '../list-objects.ts';

const LEDGER_OBJECT = /\.(?:json|ndjson)$/;

/** Yields the objects below a prefix that may hold records, in key order. Needs s3:ListBucket. @throws Fault */
export async function* listLedgerObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<ListedKey> {
  for await (const object of listObjects(client, bucket, prefix)) {
    if (LEDGER_OBJECT.test(object.key)) yield object;
  }
}

/** True when a ledger lies below a prefix: looks for one of its days. Needs s3:ListBucket. @throws Fault */
export async function hasLedgerObjects(client: S3Client, bucket: string, prefix: string): Promise<boolean> {
  const root = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const days = /(?:^|\/)day=[0-9]{4}-[0-9]{2}-[0-9]{2}\//.test(prefix) ? prefix : `${root}day=`;
  for await (const { key } of listObjects(client, bucket, days)) {
    if (/day=[0-9-]{10}\/(?:[0-9TZ.-]+-)?[0-9a-f]{64}\.json$/.test(key)) return true;
  }
  return false;
}

/** The bytes of one object as they arrive. Needs s3:GetObject. @throws Fault */
export async function* readLedgerObject(
  client: S3Client,
  bucket: string,
  key: string,
): AsyncGenerator<Uint8Array> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    yield* Body as Readable;
  } catch (error) {
    throw s3Fault(error, 'read the ledger', { bucket, key }, MESSAGES);
  }
}

const MESSAGES = { 'access-denied': 'access denied: grant s3:GetObject on the ledger' } as const;
