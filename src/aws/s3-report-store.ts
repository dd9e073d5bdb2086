/** Report objects in S3: read whole, and replaced only while they are what was read. */
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  GetObjectTaggingCommand,
  PutObjectCommand,
  type PutObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { showSafely } from '../audit/safe-text.ts';
import { Fault } from '../report/fault.ts';
import type {
  ObjectRef,
  Provenance,
  ReadAnswer,
  ReplaceAnswer,
  ReportStore,
  StoredObject,
} from '../report/ports.ts';
import { type RefusalReason, type Refused, tooLarge } from '../verdict.ts';
import {
  type CarriedProperties,
  carriedProperties,
  hasUnreadableExpires,
  withoutEndedRetention,
} from './carried-properties.ts';
import { readSdkError, s3Fault } from './faults.ts';
import {
  decodeProvenance,
  encodeProvenance,
  METADATA_LIMIT_BYTES,
  type UserMetadata,
} from './provenance-metadata.ts';

/** An object as it was read, with all that its replacement takes over. */
export interface S3StoredObject extends StoredObject {
  readonly properties: CarriedProperties;
  readonly metadata: UserMetadata;
  readonly tagCount: number;
}

/** Content encodings that leave the bytes as they are (S3 takes `aws-chunked` away itself). */
const PLAIN_ENCODINGS = ['', 'identity', 'aws-chunked', 'utf-8', 'us-ascii'];

/**
 * A ReportStore over S3. Needs s3:GetObject and s3:PutObject, for objects with tags also s3:GetObjectTagging and
 * s3:PutObjectTagging, for locked ones the permissions to set retention and legal hold.
 */
export class S3ReportStore implements ReportStore<S3StoredObject> {
  readonly keepsProvenance = true;
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
  }

  async read(ref: ObjectRef, sizeLimitBytes: number): Promise<ReadAnswer<S3StoredObject>> {
    const { bucket, key } = ref;
    try {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' });
      return await receive({ bucket, key }, await this.#client.send(command), sizeLimitBytes);
    } catch (error) {
      const known = readSdkError(error);
      if (known?.name === 'NoSuchKey' || (known?.status === 404 && known.name !== 'NoSuchBucket')) {
        return { kind: 'missing' };
      }
      const refusal = refusalOf(error);
      if (refusal !== undefined) return { kind: 'refused', refusal };
      throw s3Fault(error, 'read', ref);
    }
  }

  /**
   * The SDK repeats a write whose answer got lost; if the first one was made after all, the repeated one meets
   * its own result and is answered `stale`. Whoever reads again then finds the provenance of that very write.
   */
  async replace(expected: S3StoredObject, bytes: Uint8Array, provenance: Provenance): Promise<ReplaceAnswer> {
    const { ref, etag, properties, metadata } = expected;
    const encoded = encodeProvenance(metadata, provenance);
    if (encoded.kind === 'no-room') {
      const detail = `its user metadata would need ${encoded.neededBytes} of ${METADATA_LIMIT_BYTES} bytes: remove some`;
      return { kind: 'refused', refusal: refuse('no-room-for-provenance', detail) };
    }
    try {
      const tagging = await this.#readTagging(expected);
      const written = await this.#client.send(
        new PutObjectCommand({
          ...withoutEndedRetention(properties, provenance.at),
          ...(tagging === undefined ? {} : { Tagging: tagging }),
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
   * The object's tags, as PutObject takes them. They are asked for without a version, which would need another
   * permission: a changed object fails the condition of the write.
   */
  async #readTagging({ ref, tagCount }: S3StoredObject): Promise<string | undefined> {
    if (tagCount === 0) return undefined;
    const { TagSet = [] } = await this.#client.send(
      new GetObjectTaggingCommand({ Bucket: ref.bucket, Key: ref.key }),
    );
    return new URLSearchParams(
      TagSet.map(({ Key = '', Value = '' }): [string, string] => [Key, Value]),
    ).toString();
  }
}

async function receive(
  ref: ObjectRef,
  answer: GetObjectCommandOutput,
  sizeLimitBytes: number,
): Promise<ReadAnswer<S3StoredObject>> {
  const { Metadata: metadata = {}, ContentLength: sizeBytes = 0, TagCount: tagCount = 0 } = answer;
  const state = { ...stateOf(answer), lastModified: answer.LastModified ?? new Date(0) };
  const refusal = sizeBytes >= sizeLimitBytes ? tooLarge(sizeBytes, sizeLimitBytes) : refusalOfAnswer(answer);
  if (refusal !== undefined) {
    discardBody(answer);
    return { kind: 'refused', refusal, state: { ...state, sizeBytes } };
  }
  const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
  if (bytes.length !== sizeBytes) {
    const name = showSafely(`s3://${ref.bucket}/${ref.key}`);
    const message = `cannot read ${name}: ${bytes.length} of ${sizeBytes} bytes came: run again`;
    throw new Fault('unavailable', message, { retryable: true });
  }
  const provenance = decodeProvenance(metadata);
  const object = { ref, bytes, ...state, metadata, tagCount, properties: carriedProperties(answer) };
  return { kind: 'found', object: { ...object, ...(provenance === undefined ? {} : { provenance }) } };
}

function stateOf(answer: Pick<PutObjectCommandOutput, 'ETag' | 'VersionId'>): {
  etag: string;
  versionId?: string;
} {
  const { ETag = '', VersionId } = answer;
  return { etag: ETag.replaceAll('"', ''), ...(VersionId === undefined ? {} : { versionId: VersionId }) };
}

/** Frees the connection without reading what is refused. */
function discardBody({ Body }: GetObjectCommandOutput): void {
  if (Body !== undefined && 'destroy' in Body) Body.destroy();
}

const refuse = (reason: RefusalReason, detail: string): Refused => ({ kind: 'refused', reason, detail });

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

function refusalOf(error: unknown): Refused | undefined {
  const known = readSdkError(error);
  if (known?.name === 'InvalidObjectState') {
    return refuse('archived', 'archived: restore the object, then run again');
  }
  const isCustomerKey = known?.status === 400 && /server.side encryption/i.test(String(error));
  return isCustomerKey ? CUSTOMER_KEY : undefined;
}

/** 412: it changed; 404: it is gone; 409: another write was under way. */
function isChanged(error: unknown): boolean {
  const known = readSdkError(error);
  return (
    known?.name === 'PreconditionFailed' ||
    known?.name === 'ConditionalRequestConflict' ||
    known?.name === 'NoSuchKey' ||
    known?.status === 412 ||
    known?.status === 409
  );
}
