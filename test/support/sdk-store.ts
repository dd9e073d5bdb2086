/** The SDK's S3 client, its commands answered as a test says, and a store over it. */
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach } from 'vitest';
import { S3ReportStore } from '../../src/aws/s3-report-store.ts';

export const REF = { bucket: 'b', key: 'job/profiler-output/profiler-report.ipynb' };
export const s3 = mockClient(S3Client);
export const store = new S3ReportStore(new S3Client({ region: 'us-east-1' }));
afterEach(() => {
  destroyed.length = 0;
  s3.reset();
});

/** The SDK's body as far as it is used; a refused one must be destroyed unread. */
const bodyOf = (text: string) =>
  ({
    transformToByteArray: async () => Uint8Array.from(Buffer.from(text)),
    destroy: () => destroyed.push(text),
  }) as unknown as NonNullable<GetObjectCommandOutput['Body']>;
/** The bodies that were destroyed. */
export const destroyed: string[] = [];

/** The next reads are answered by an object with these properties. */
export function answer(properties: Partial<GetObjectCommandOutput> = {}, text = 'bytes'): void {
  s3.on(GetObjectCommand).callsFake(() => ({
    Body: bodyOf(text),
    ContentLength: text.length,
    ETag: '"e"',
    LastModified: new Date(0),
    ...properties,
  }));
}

/** What the SDK throws for an answer of S3's that is an error. */
export const failure = (name: string, httpStatusCode: number, message = name) =>
  new S3ServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode } });

/** Reads the object. @throws Error when it is not found */
export async function readFound() {
  const read = await store.read(REF, 1000);
  if (read.kind !== 'found') throw new Error(read.kind);
  return read.object;
}
