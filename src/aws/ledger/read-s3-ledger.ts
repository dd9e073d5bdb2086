/** Reads a ledger in S3, object by object. */
import type { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Fault } from '../../report/fault.ts';
import { s3Fault } from '../errors/faults.ts';
import { type ListedKey, listObjects } from '../list-objects.ts';
import { MARKER_KEY } from './ledger-marker.ts';

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

/** The same of a ledger that is to be there. @throws Fault, also when neither such objects nor the marker are there */
export async function* listNamedLedger(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<ListedKey> {
  const marker = rootOf(prefix) + MARKER_KEY;
  let isLedger = false;
  for await (const object of listObjects(client, bucket, prefix)) {
    const mayHold = LEDGER_OBJECT.test(object.key);
    isLedger ||= mayHold || object.key === marker;
    if (mayHold) yield object;
  }
  if (isLedger) return;
  const message = `s3://${bucket}/${prefix} holds no ledger: no .json or .ndjson object lies there; check the name`;
  throw new Fault('not-found', message, { retryable: false });
}

const rootOf = (prefix: string): string => (prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`);

/** True when a ledger lies below a prefix: looks for one of its days. Needs s3:ListBucket. @throws Fault */
export async function hasLedgerObjects(client: S3Client, bucket: string, prefix: string): Promise<boolean> {
  const days = /(?:^|\/)day=[0-9]{4}-[0-9]{2}-[0-9]{2}\//.test(prefix) ? prefix : `${rootOf(prefix)}day=`;
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
