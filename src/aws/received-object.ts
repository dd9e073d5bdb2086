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
import { BrokenBody, receiveBody } from './whole-body.ts';

/** An object as it was read, with everything that its replacement keeps. */
export interface ReceivedObject extends ObjectVersion {
  readonly properties: CarriedProperties;
  readonly metadata: UserMetadata;
  /** Absent where the answer does not say how many tags the object has. */
  readonly tagCount?: number;
  /** True when the server gives only a weak ETag or none: no write can be made conditional on it. */
  readonly hasWeakEtag: boolean;
}

/** The answer to a read, with the object as it was received. */
export type ReceivedAnswer = Exclude<EndAnswer, { kind: 'found' }> | FoundAnswer;
interface FoundAnswer {
  readonly kind: 'found';
  readonly object: ReceivedObject;
}

/**
 * The object of a request for all its bytes, which `receive` takes out of the answer.
 * @throws Fault; BrokenBody when some of them are missing
 */
export async function receiveObject(
  ref: ObjectRef,
  output: GetObjectCommandOutput,
  sizeLimitBytes: number,
  receive = receiveBody,
): Promise<Exclude<ReceivedAnswer, { kind: 'end' }>> {
  const { ContentLength: sizeBytes = 0 } = output;
  const refused = refuseOutput(ref, output, sizeBytes, sizeLimitBytes);
  if (refused !== undefined) return refused;
  const bytes = await receiveBytes(ref, output, receive);
  const object = {
    ...versionOf(ref, output, bytes),
    properties: carriedProperties(output),
    metadata: output.Metadata ?? {},
    ...defined({ tagCount: output.TagCount }),
    hasWeakEtag: isWeak(output.ETag) || bareEtag(output.ETag) === '',
  };
  return { kind: 'found', object };
}

/** The end of the object, or all of it when it is no larger than that. @throws Fault; BrokenBody when bytes are missing */
export async function receiveEnd(
  ref: ObjectRef,
  output: GetObjectCommandOutput,
  sizeLimitBytes: number,
  receive = receiveBody,
): Promise<ReceivedAnswer> {
  const [, start, size] = /^bytes ([0-9]+)-[0-9]+\/([0-9]+)$/.exec(output.ContentRange ?? '') ?? [];
  if (start === undefined || start === '0') return receiveObject(ref, output, sizeLimitBytes, receive);
  const sizeBytes = Number(size);
  const refused = refuseOutput(ref, output, sizeBytes, sizeLimitBytes);
  if (refused !== undefined) return refused;
  const bytes = await receiveBytes(ref, output, receiveBody);
  return { kind: 'end', end: { ...versionOf(ref, output, bytes), sizeBytes } };
}

function refuseOutput(
  ref: ObjectRef,
  output: GetObjectCommandOutput,
  sizeBytes: number,
  sizeLimitBytes: number,
): Extract<ReadAnswer, { kind: 'refused' }> | undefined {
  const refusal = sizeBytes >= sizeLimitBytes ? tooLarge(sizeBytes, sizeLimitBytes) : refusalOfOutput(output);
  if (refusal === undefined) return undefined;
  discardBody(output);
  return {
    kind: 'refused',
    refusal,
    state: { ...readStateOf(ref, output), lastModified: lastModifiedOf(output), sizeBytes },
  };
}

async function receiveBytes(
  ref: ObjectRef,
  output: GetObjectCommandOutput,
  receive: typeof receiveBody,
): Promise<Uint8Array> {
  const { ContentLength: expectedBytes } = output;
  const name = showSafely(`s3://${ref.bucket}/${ref.key}`);
  if (expectedBytes === undefined) {
    discardBody(output);
    const message = `cannot read ${name}: the server does not say how long it is (no Content-Length), so that a part could be taken for the whole`;
    throw new Fault('invalid', message, { retryable: false });
  }
  const bytes = await receive(output);
  if (bytes.length === expectedBytes) return bytes;
  const message = `cannot read ${name}: received ${bytes.length} of ${expectedBytes} bytes: run again`;
  throw new BrokenBody('the body is too short', {
    cause: new Fault('unavailable', message, { retryable: true }),
  });
}

function versionOf(ref: ObjectRef, output: GetObjectCommandOutput, bytes: Uint8Array): ObjectVersion {
  const { bucket, key } = ref;
  return {
    ref: { bucket, key },
    bytes,
    ...readStateOf(ref, output),
    lastModified: lastModifiedOf(output),
    ...defined({ provenance: decodeProvenance(output.Metadata ?? {}) }),
  };
}

/** The state of what was read: a version that was asked for by its id has that one, though the answer may lack it. */
const readStateOf = ({ versionId }: ObjectRef, output: GetObjectCommandOutput) => ({
  ...defined({ versionId }),
  ...stateOf(output),
});

const lastModifiedOf = ({ LastModified }: GetObjectCommandOutput): Date => LastModified ?? new Date(0);

const isWeak = (etag = ''): boolean => etag.startsWith('W/');

/** An ETag without quotes, and without the sign of a weak one: a listing may not have it. */
export const bareEtag = (etag = ''): string => etag.replace(/^W\//, '').replaceAll('"', '');

/** The bare ETag, and the version where there is one. */
export function stateOf(output: Pick<PutObjectCommandOutput, 'ETag' | 'VersionId'>): {
  etag: string;
  versionId?: string;
} {
  const { ETag, VersionId } = output;
  return { etag: bareEtag(ETag), ...defined({ versionId: VersionId }) };
}

/** Frees the connection without reading an object that is refused. */
function discardBody({ Body }: GetObjectCommandOutput): void {
  if (Body !== undefined && 'destroy' in Body) Body.destroy();
}
