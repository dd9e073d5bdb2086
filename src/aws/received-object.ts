/** What GetObject answers, as the store's answers: an object that could be written back as it is, or a refusal. */

import type { GetObjectCommandOutput, PutObjectCommandOutput } from '@aws-sdk/client-s3';
import { Fault } from '../report/fault.ts';
import type { EndAnswer, ObjectRef, ObjectVersion, ReadAnswer } from '../report/ports.ts';
import { defined } from '../text/defined.ts';
import { showSafely } from '../text/safe-text.ts';
import { type RefusalReason, type Refused, tooLarge } from '../verdict.ts';
import { type CarriedProperties, carriedProperties, hasUnreadableExpires } from './carried-properties.ts';
import { readSdkError } from './faults.ts';
import { decodeProvenance, type UserMetadata } from './provenance-metadata.ts';

/** An object as it was read, with all that its replacement takes over. */
export interface ReceivedObject extends ObjectVersion {
  readonly properties: CarriedProperties;
  readonly metadata: UserMetadata;
  readonly tagCount: number;
}

/** The answer to a read, the object as it was received. */
export type ReceivedAnswer = Exclude<EndAnswer, { kind: 'found' }> | FoundAnswer;
interface FoundAnswer {
  readonly kind: 'found';
  readonly object: ReceivedObject;
}

/** Content encodings that leave the bytes as they are (S3 takes `aws-chunked` away itself). */
const PLAIN_ENCODINGS = ['', 'identity', 'aws-chunked', 'utf-8', 'us-ascii'];

/** The whole object that was asked for. @throws Fault when not all of it came. */
export async function receiveObject(
  ref: ObjectRef,
  answer: GetObjectCommandOutput,
  sizeLimitBytes: number,
): Promise<Exclude<ReceivedAnswer, { kind: 'end' }>> {
  const { ContentLength: sizeBytes = 0 } = answer;
  const refused = refuseAnswer(answer, sizeBytes, sizeLimitBytes);
  if (refused !== undefined) return refused;
  const bytes = await receiveBytes(ref, answer);
  return { kind: 'found', object: objectOf(ref, answer, bytes) };
}

/** The end that was asked for, or the whole object when it is no larger. @throws Fault when not all of it came. */
export async function receiveEnd(
  ref: ObjectRef,
  answer: GetObjectCommandOutput,
  sizeLimitBytes: number,
): Promise<ReceivedAnswer> {
  const [, start, size] = /^bytes ([0-9]+)-[0-9]+\/([0-9]+)$/.exec(answer.ContentRange ?? '') ?? [];
  if (start === undefined || start === '0') return receiveObject(ref, answer, sizeLimitBytes);
  const sizeBytes = Number(size);
  const refused = refuseAnswer(answer, sizeBytes, sizeLimitBytes);
  if (refused !== undefined) return refused;
  const {
    properties: _,
    metadata: _m,
    tagCount: _t,
    ...end
  } = objectOf(ref, answer, await receiveBytes(ref, answer));
  return { kind: 'end', end: { ...end, sizeBytes } };
}

function refuseAnswer(
  answer: GetObjectCommandOutput,
  sizeBytes: number,
  sizeLimitBytes: number,
): Extract<ReadAnswer, { kind: 'refused' }> | undefined {
  const refusal = sizeBytes >= sizeLimitBytes ? tooLarge(sizeBytes, sizeLimitBytes) : refusalOfAnswer(answer);
  if (refusal === undefined) return undefined;
  discardBody(answer);
  return {
    kind: 'refused',
    refusal,
    state: { ...stateOf(answer), lastModified: modifiedAt(answer), sizeBytes },
  };
}

async function receiveBytes(ref: ObjectRef, answer: GetObjectCommandOutput): Promise<Uint8Array> {
  const { ContentLength: expectedBytes = 0 } = answer;
  const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
  if (bytes.length === expectedBytes) return bytes;
  const name = showSafely(`s3://${ref.bucket}/${ref.key}`);
  const message = `cannot read ${name}: ${bytes.length} of ${expectedBytes} bytes came: run again`;
  throw new Fault('unavailable', message, { retryable: true });
}

function objectOf(
  { bucket, key }: ObjectRef,
  answer: GetObjectCommandOutput,
  bytes: Uint8Array,
): ReceivedObject {
  const { Metadata: metadata = {}, TagCount: tagCount = 0 } = answer;
  const provenance = decodeProvenance(metadata);
  return {
    ref: { bucket, key },
    bytes,
    ...stateOf(answer),
    lastModified: modifiedAt(answer),
    metadata,
    tagCount,
    properties: carriedProperties(answer),
    ...defined({ provenance }),
  };
}

const modifiedAt = ({ LastModified }: GetObjectCommandOutput): Date => LastModified ?? new Date(0);

/** ETag without quotes, and the version id where there is one. */
export function stateOf(answer: Pick<PutObjectCommandOutput, 'ETag' | 'VersionId'>): {
  etag: string;
  versionId?: string;
} {
  const { ETag = '', VersionId } = answer;
  return { etag: ETag.replaceAll('"', ''), ...defined({ versionId: VersionId }) };
}

/** Frees the connection without reading what is refused. */
function discardBody({ Body }: GetObjectCommandOutput): void {
  if (Body !== undefined && 'destroy' in Body) Body.destroy();
}

/** A refusal with its detail. */
export const refuse = (reason: RefusalReason, detail: string): Refused => ({
  kind: 'refused',
  reason,
  detail,
});

/** What an object is refused for that could be read, but not be written back as it is. */
function refusalOfAnswer(answer: GetObjectCommandOutput): Refused | undefined {
  if (answer.SSECustomerAlgorithm !== undefined) return CUSTOMER_KEY;
  if (!PLAIN_ENCODINGS.includes((answer.ContentEncoding ?? '').trim().toLowerCase())) {
    return refuse(
      'encoded-content',
      `Content-Encoding is ${answer.ContentEncoding}: store the report unencoded`,
    );
  }
  if ((answer.MissingMeta ?? 0) > 0) {
    return refuse(
      'unreadable-metadata',
      `${answer.MissingMeta} user metadata entries cannot be read through the API`,
    );
  }
  if (hasUnreadableExpires(answer)) {
    return refuse(
      'unreadable-metadata',
      `the Expires header is no HTTP date (${answer.ExpiresString}), which could not be kept: correct it`,
    );
  }
  return undefined;
}

const CUSTOMER_KEY = refuse(
  'encrypted-with-customer-key',
  'encrypted with a key of the customer (SSE-C), which cannot be kept: opt this report out by hand',
);

/** What an object is refused for that S3 does not give out. */
export function refusalOf(error: unknown): Refused | undefined {
  const known = readSdkError(error);
  if (known?.name === 'InvalidObjectState') {
    return refuse('archived', 'archived: restore the object, then run again');
  }
  const isCustomerKey = known?.status === 400 && /server.side encryption/i.test(String(error));
  return isCustomerKey ? CUSTOMER_KEY : undefined;
}
