/** Turns the output of GetObject into the store's answers: an object that can be written back as it is, or a refusal. */
import type { GetObjectCommandOutput, PutObjectCommandOutput } from '@aws-sdk/client-s3';
import { Fault } from '../report/fault.ts';
import type { EndAnswer, ObjectRef, ObjectVersion, ReadAnswer } from '../report/ports.ts';
import { defined } from '../text/defined.ts';
import { showSafely } from '../text/safe-text.ts';
import { tooLarge } from '../verdict.ts';
import { type CarriedProperties, carriedProperties } from './carried-properties.ts';
import { decodeProvenance, type UserMetadata } from './provenance-metadata.ts';
import { refusalOfOutput } from './refusals.ts';

/** An object as it was read, with everything that its replacement keeps. */
export interface ReceivedObject extends ObjectVersion {
  readonly properties: CarriedProperties;
  readonly metadata: UserMetadata;
  readonly tagCount: number;
}

/** The answer to a read, with the object as it was received. */
export type ReceivedAnswer = Exclude<EndAnswer, { kind: 'found' }> | FoundAnswer;
interface FoundAnswer {
  readonly kind: 'found';
  readonly object: ReceivedObject;
}

/** The object of a request for all its bytes. @throws Fault when some of them are missing */
export async function receiveObject(
  ref: ObjectRef,
  answer: GetObjectCommandOutput,
  sizeLimitBytes: number,
): Promise<Exclude<ReceivedAnswer, { kind: 'end' }>> {
  const { ContentLength: sizeBytes = 0 } = answer;
  const refused = refuseOutput(answer, sizeBytes, sizeLimitBytes);
  if (refused !== undefined) return refused;
  const bytes = await receiveBytes(ref, answer);
  return { kind: 'found', object: objectOf(ref, answer, bytes) };
}

/** The end of the object, or all of it when it is no larger than that. @throws Fault when bytes are missing */
export async function receiveEnd(
  ref: ObjectRef,
  answer: GetObjectCommandOutput,
  sizeLimitBytes: number,
): Promise<ReceivedAnswer> {
  const [, start, size] = /^bytes ([0-9]+)-[0-9]+\/([0-9]+)$/.exec(answer.ContentRange ?? '') ?? [];
  if (start === undefined || start === '0') return receiveObject(ref, answer, sizeLimitBytes);
  const sizeBytes = Number(size);
  const refused = refuseOutput(answer, sizeBytes, sizeLimitBytes);
  if (refused !== undefined) return refused;
  const {
    properties: _,
    metadata: _m,
    tagCount: _t,
    ...end
  } = objectOf(ref, answer, await receiveBytes(ref, answer));
  return { kind: 'end', end: { ...end, sizeBytes } };
}

function refuseOutput(
  answer: GetObjectCommandOutput,
  sizeBytes: number,
  sizeLimitBytes: number,
): Extract<ReadAnswer, { kind: 'refused' }> | undefined {
  const refusal = sizeBytes >= sizeLimitBytes ? tooLarge(sizeBytes, sizeLimitBytes) : refusalOfOutput(answer);
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
  const message = `cannot read ${name}: received ${bytes.length} of ${expectedBytes} bytes: run again`;
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

/** The ETag without quotes, and the version where there is one. */
export function stateOf(answer: Pick<PutObjectCommandOutput, 'ETag' | 'VersionId'>): {
  etag: string;
  versionId?: string;
} {
  const { ETag = '', VersionId } = answer;
  return { etag: ETag.replaceAll('"', ''), ...defined({ versionId: VersionId }) };
}

/** Frees the connection without reading an object that is refused. */
function discardBody({ Body }: GetObjectCommandOutput): void {
  if (Body !== undefined && 'destroy' in Body) Body.destroy();
}
