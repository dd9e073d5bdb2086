/** Writes an object to S3, only while it still is what was read; everything but its bytes and provenance is kept. */
import { GetObjectTaggingCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Provenance, ReplaceAnswer } from '../report/ports.ts';
import { defined } from '../text/defined.ts';
import { withoutEndedRetention } from './carried-properties.ts';
import { s3Fault } from './faults.ts';
import { encodeProvenance, METADATA_LIMIT_BYTES } from './provenance-metadata.ts';
import { type ReceivedObject, stateOf } from './received-object.ts';
import { refuse } from './refusals.ts';
import { readSdkError } from './sdk-error.ts';
import { systemClock } from './system-clock.ts';

/**
 * Replaces the bytes of `expected`, or answers `stale` when it has changed. The SDK repeats a write whose response was
 * lost: if the first write was made, the repeated one finds its own result and is answered `stale`, too. The next
 * read then finds the provenance of that very write.
 * @throws Fault
 */
export async function replaceObject(
  client: S3Client,
  expected: ReceivedObject,
  bytes: Uint8Array,
  provenance: Provenance | undefined,
): Promise<ReplaceAnswer> {
  const { ref, etag, properties, metadata } = expected;
  const encoded = encodeProvenance(metadata, provenance);
  if (encoded.kind === 'no-room') {
    const detail = `its user metadata would need ${encoded.neededBytes} of ${METADATA_LIMIT_BYTES} bytes: remove some`;
    return { kind: 'refused', refusal: refuse('no-room-for-provenance', detail) };
  }
  try {
    const tagging = await readTagging(client, expected);
    const written = await client.send(
      new PutObjectCommand({
        ...withoutEndedRetention(properties, provenance?.at ?? systemClock.now()),
        ...defined({ Tagging: tagging }),
        Bucket: ref.bucket,
        Key: ref.key,
        Body: bytes,
        Metadata: encoded.metadata,
        IfMatch: `"${etag}"`,
      }),
    );
    return {
      kind: 'replaced',
      ...stateOf(written),
      ...(encoded.hasEdits ? {} : { isUndoByVersionOnly: true }),
    };
  } catch (error) {
    if (isChanged(error)) return { kind: 'stale' };
    throw s3Fault(error, 'replace', ref);
  }
}

/**
 * The object's tags in the form that PutObject takes. They are read without a version, which would need another
 * permission: if the object has changed, the condition of the write fails.
 */
async function readTagging(client: S3Client, { ref, tagCount }: ReceivedObject): Promise<string | undefined> {
  if (tagCount === 0) return undefined;
  const { TagSet = [] } = await client.send(
    new GetObjectTaggingCommand({ Bucket: ref.bucket, Key: ref.key }),
  );
  return new URLSearchParams(
    TagSet.map(({ Key = '', Value = '' }): [string, string] => [Key, Value]),
  ).toString();
}

/** 412: it has changed; 404: it no longer exists; 409: another write was in progress. */
function isChanged(error: unknown): boolean {
  const { name, status } = readSdkError(error) ?? {};
  return (
    name === 'PreconditionFailed' ||
    name === 'ConditionalRequestConflict' ||
    name === 'NoSuchKey' ||
    status === 412 ||
    status === 409
  );
}
