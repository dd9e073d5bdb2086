/** The files of jobs in the bucket of manifests and completion reports. */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { s3Fault } from '../errors/faults.ts';
import { readSdkError } from '../errors/sdk-error.ts';
import { bareEtag } from '../received-object.ts';

/** Where an object lies. */
interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** The bytes of a file as they arrive, or undefined when it is not there. Needs s3:GetObject. @throws Fault */
export async function openJobFile(
  client: S3Client,
  { bucket, key }: Place,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return readBody(Body as Readable, { bucket, key });
  } catch (error) {
    if (readSdkError(error)?.name === 'NoSuchKey') return undefined;
    throw s3Fault(error, 'read', { bucket, key }, READ);
  }
}

async function* readBody(body: Readable, place: Place): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw s3Fault(error, 'read', place, READ);
  }
}

/** Writes a manifest. Resolves to its ETag without quotes, as jobs name it. Needs s3:PutObject. @throws Fault */
export async function writeManifest(client: S3Client, { bucket, key }: Place, text: string): Promise<string> {
  try {
    const { ETag } = await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: 'text/csv' }),
    );
    return bareEtag(ETag);
  } catch (error) {
    throw s3Fault(error, 'write', { bucket, key }, WRITE);
  }
}

/** The user metadata by which a writer knows its own file. */
const WRITER = 'writer';

/**
 * Writes a file that is not there yet; one that is there stays as it is. Resolves to true when this call has written it.
 * Needs s3:PutObject and s3:GetObject. @throws Fault
 */
export async function createJobFile(
  client: S3Client,
  { bucket, key }: Place,
  text: string,
): Promise<boolean> {
  const writer = randomUUID();
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: text,
        ContentType: 'application/json',
        Metadata: { [WRITER]: writer },
        IfNoneMatch: '*',
      }),
    );
    return true;
  } catch (error) {
    const { name, status } = readSdkError(error) ?? {};
    if (name !== 'PreconditionFailed' && status !== 412)
      throw s3Fault(error, 'write', { bucket, key }, WRITE);
  }
  // The SDK sends again what got no answer, and is then refused because of its own file.
  try {
    const { Metadata } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return Metadata?.[WRITER] === writer;
  } catch (error) {
    throw s3Fault(error, 'read', { bucket, key }, READ);
  }
}

const READ = {
  'access-denied':
    'access denied: grant s3:GetObject and s3:ListBucket on the bucket of completion reports, and kms:Decrypt if it has a KMS key',
} as const;
const WRITE = {
  'access-denied':
    'access denied: grant s3:PutObject on the bucket of manifests and completion reports, and kms:GenerateDataKey if it has a KMS key',
} as const;
