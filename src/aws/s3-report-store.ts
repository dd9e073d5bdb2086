/** Report objects in S3: read whole, and replaced only while they are what was read. */

import {
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  GetObjectTaggingCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type {
  EndAnswer,
  ListedVersion,
  ObjectRef,
  Provenance,
  ReadAnswer,
  ReplaceAnswer,
  ReportStore,
  StoredObject,
} from '../report/ports.ts';
import { defined } from '../text/defined.ts';
import { withoutEndedRetention } from './carried-properties.ts';
import { s3Fault } from './faults.ts';
import { listVersions } from './list-versions.ts';
import { encodeProvenance, METADATA_LIMIT_BYTES } from './provenance-metadata.ts';
import {
  type ReceivedAnswer,
  type ReceivedObject,
  receiveEnd,
  receiveObject,
  stateOf,
} from './received-object.ts';
import { refusalOfError, refuse } from './refusals.ts';
import { readSdkError } from './sdk-error.ts';
import { systemClock } from './system-clock.ts';

/**
 * The number of bytes that are read from the end of an object. Real HTML reports are less than half as large, so they
 * are read whole, with the hash of all their bytes.
 */
export const END_BYTES = 1024 * 1024;

/**
 * A ReportStore over S3. Needs s3:GetObject and s3:PutObject, for versions s3:GetObjectVersion and
 * s3:ListBucketVersions, for objects with tags also s3:GetObjectTagging and s3:PutObjectTagging, for locked ones the
 * permissions to set retention and legal hold.
 */
export class S3ReportStore implements ReportStore {
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
  }

  /** Asks for one byte, since an error of HEAD has no body that says why. */
  async exists(ref: ObjectRef): Promise<boolean> {
    const answer = await this.#answer(ref, async () => {
      try {
        const { Body } = await this.#get(ref, { Range: 'bytes=0-0' });
        await Body?.transformToByteArray();
      } catch (error) {
        // An empty object has no first byte.
        if (readSdkError(error)?.status !== 416) throw error;
      }
      return { kind: 'there' } as const;
    });
    return answer.kind !== 'missing';
  }

  read(ref: ObjectRef, sizeLimitBytes: number): Promise<ReadAnswer> {
    return this.#answer(ref, async () =>
      this.#replaceable(
        await receiveObject(ref, await this.#get(ref, { ChecksumMode: 'ENABLED' }), sizeLimitBytes),
      ),
    );
  }

  readEnd(ref: ObjectRef, sizeLimitBytes: number): Promise<EndAnswer> {
    return this.#answer(ref, async () => {
      try {
        const answer = await this.#get(ref, { Range: `bytes=-${END_BYTES}` });
        return this.#replaceable(await receiveEnd(ref, answer, sizeLimitBytes));
      } catch (error) {
        // An empty object has no last bytes.
        if (readSdkError(error)?.status !== 416) throw error;
        return this.#replaceable(await receiveObject(ref, await this.#get(ref, {}), sizeLimitBytes));
      }
    });
  }

  async *listVersions({ bucket, key }: ObjectRef): AsyncGenerator<ListedVersion> {
    for await (const version of listVersions(this.#client, bucket, key)) {
      // The key itself comes before all that begin with it.
      if (version.key !== key) return;
      yield version;
    }
  }

  #get(
    { bucket, key, versionId }: ObjectRef,
    options: Pick<GetObjectCommandInput, 'ChecksumMode' | 'Range'>,
  ): Promise<GetObjectCommandOutput> {
    const version = versionId === undefined ? {} : { VersionId: versionId };
    return this.#client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...version, ...options }));
  }

  async #answer<Answer>(
    ref: ObjectRef,
    receive: () => Promise<Answer>,
  ): Promise<Answer | Exclude<ReadAnswer, { kind: 'found' }>> {
    try {
      return await receive();
    } catch (error) {
      const known = readSdkError(error);
      if (known?.name === 'NoSuchKey' || (known?.status === 404 && known.name !== 'NoSuchBucket')) {
        return { kind: 'missing', ...(known.isDeleteMarker ? { isDeleted: true } : {}) };
      }
      const refusal = refusalOfError(error);
      if (refusal !== undefined) return { kind: 'refused', refusal };
      throw s3Fault(error, 'read', ref);
    }
  }

  /** The answer with the object's own `replace`. */
  #replaceable<Answer extends Exclude<EndAnswer, { kind: 'found' }>>(
    answer: Answer | Extract<ReceivedAnswer, { kind: 'found' }>,
  ): Answer | Extract<ReadAnswer, { kind: 'found' }> {
    if (answer.kind !== 'found') return answer;
    const { object } = answer;
    const replace: StoredObject['replace'] = (bytes, provenance) => this.#replace(object, bytes, provenance);
    return { kind: 'found', object: { ...object, replace } };
  }

  /**
   * The SDK repeats a write whose answer got lost; if the first one was made after all, the repeated one meets
   * its own result and is answered `stale`. Whoever reads again then finds the provenance of that very write.
   */
  async #replace(
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
      const tagging = await this.#readTagging(expected);
      const written = await this.#client.send(
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
   * The object's tags, as PutObject takes them. They are asked for without a version, which would need another
   * permission: a changed object fails the condition of the write.
   */
  async #readTagging({ ref, tagCount }: ReceivedObject): Promise<string | undefined> {
    if (tagCount === 0) return undefined;
    const { TagSet = [] } = await this.#client.send(
      new GetObjectTaggingCommand({ Bucket: ref.bucket, Key: ref.key }),
    );
    return new URLSearchParams(
      TagSet.map(({ Key = '', Value = '' }): [string, string] => [Key, Value]),
    ).toString();
  }
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
