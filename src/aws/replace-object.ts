/** Writes an object to S3, only while it still is what was read; everything but its bytes and provenance is kept. */
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { sha256Once } from '../bytes/sha256.ts';
import type { Provenance, ReplaceAnswer } from '../report/ports.ts';
import { defined } from '../text/defined.ts';
import { withoutEndedRetention } from './carried-properties.ts';
import { s3Fault } from './errors/faults.ts';
import { readSdkError } from './errors/sdk-error.ts';
import type { ObjectTags } from './object-tags.ts';
import { encodeProvenance, METADATA_LIMIT_BYTES, type UserMetadata } from './provenance-metadata.ts';
import { type ReceivedObject, stateOf } from './received-object.ts';
import { refuse } from './refusals.ts';
import { systemClock } from './system-clock.ts';

/** The client that writes, and the tags of its server. */
export interface ReplacingParts {
  readonly client: S3Client;
  readonly tags: ObjectTags;
}

/**
 * Replaces the bytes of `expected`, or answers `stale` when it has changed. The SDK repeats a write whose response was
 * lost: if the first write was made, the repeated one finds its own result and is answered `stale`, too. The next
 * read then finds the provenance of that very write.
 * @throws Fault
 */
export async function replaceObject(
  { client, tags }: ReplacingParts,
  expected: ReceivedObject,
  bytes: Uint8Array,
  provenance: Provenance | undefined,
): Promise<ReplaceAnswer> {
  const { ref, etag, hasWeakEtag, properties, metadata } = expected;
  if (hasWeakEtag) return { kind: 'refused', refusal: WEAK_ETAG };
  const encoded = encodeProvenance(metadata, provenance);
  if (encoded.kind === 'no-room') {
    const detail = `its user metadata would need ${encoded.neededBytes} of ${METADATA_LIMIT_BYTES} bytes: remove some`;
    return { kind: 'refused', refusal: refuse('no-room-for-provenance', detail) };
  }
  try {
    const tagging = await tags.read(expected);
    const command = new PutObjectCommand({
      ...withoutEndedRetention(properties, provenance?.at ?? systemClock.now()),
      ...defined({ Tagging: tagging }),
      Bucket: ref.bucket,
      Key: ref.key,
      Body: bytes,
      Metadata: encoded.metadata,
      IfMatch: `"${etag}"`,
    });
    signWithHash(command, sha256Once(bytes));
    const written = await client.send(command);
    return {
      kind: 'replaced',
      ...stateOf(written),
      ...(encoded.hasEdits ? {} : { isUndoByVersionOnly: true }),
    };
  } catch (error) {
    if (isChanged(error)) return { kind: 'stale' };
    if (isOfMetadata(error, metadata)) return { kind: 'refused', refusal: RAW_METADATA };
    throw s3Fault(error, 'replace', ref);
  }
}

/** Requests are signed with the hash of their body; the signer takes one that is there instead of hashing again. */
function signWithHash(command: PutObjectCommand, sha256: string): void {
  command.middlewareStack.add(
    (next) => async (args) => {
      const { headers } = args.request as { readonly headers: Record<string, string> };
      headers['x-amz-content-sha256'] = sha256;
      return next(args);
    },
    { step: 'build', name: 'bodyHash' },
  );
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

/** The refusal of what no write can depend on. */
export const WEAK_ETAG = refuse(
  'weak-etag',
  'the server gives a weak ETag or none, so that a write cannot depend on what was read: ask a server, or a way to it, that keeps strong ETags',
);

const RAW_METADATA = refuse(
  'unreadable-metadata',
  'its user metadata holds characters outside ASCII, which the server does not take back as it gives them: encode them (RFC 2047), or remove them',
);

/** True when the request failed since user metadata that is not ASCII was signed, or could not be sent. */
function isOfMetadata(error: unknown, metadata: UserMetadata): boolean {
  const { name, code } = readSdkError(error) ?? {};
  return (
    (name === 'SignatureDoesNotMatch' || code === 'ERR_INVALID_CHAR') &&
    Object.entries(metadata).some((entry) => NOT_ASCII.test(entry.join('')))
  );
}

const NOT_ASCII = /[^\t\x20-\x7e]/;
