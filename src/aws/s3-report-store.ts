/** Report objects in S3, behind the port of the use cases. `replace-object.ts` writes them. */
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type {
  EndAnswer,
  ListedDeletion,
  ListedVersion,
  ObjectRef,
  ReadAnswer,
  ReportStore,
  StoredObject,
} from '../report/ports.ts';
import { defined } from '../text/defined.ts';
import { s3Fault } from './errors/faults.ts';
import { readSdkError } from './errors/sdk-error.ts';
import { listVersions } from './list-versions.ts';
import { isMissing, objectExists } from './object-exists.ts';
import { ObjectTags } from './object-tags.ts';
import { type ReceivedAnswer, receiveEnd, receiveObject } from './received-object.ts';
import { refusalOfError } from './refusals.ts';
import { replaceObject, WEAK_ETAG } from './replace-object.ts';
import { askUntilWhole, receiveBody, receiveHashedBody } from './whole-body.ts';

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
  readonly #tags: ObjectTags;
  readonly #receive: typeof receiveBody;

  /**
   * @param hashesOnArrival true to hash what is read whole while it arrives: for a process that only waits meanwhile, and
   * not for one that reads many objects at once and has other threads that hash
   */
  constructor(client: S3Client, { hashesOnArrival = false } = {}) {
    this.#client = client;
    this.#tags = new ObjectTags(client);
    this.#receive = hashesOnArrival ? receiveHashedBody : receiveBody;
  }

  exists(ref: ObjectRef): Promise<boolean> {
    return objectExists(this.#client, ref);
  }

  read(ref: ObjectRef, sizeLimitBytes: number): Promise<ReadAnswer> {
    return this.#answer(ref, async () =>
      this.#replaceable(
        await receiveObject(
          ref,
          await this.#get(ref, { ChecksumMode: 'ENABLED' }),
          sizeLimitBytes,
          this.#receive,
        ),
      ),
    );
  }

  readEnd(ref: ObjectRef, sizeLimitBytes: number): Promise<EndAnswer> {
    return this.#answer(ref, async () => {
      try {
        const answer = await this.#get(ref, { Range: `bytes=-${END_BYTES}` });
        return this.#replaceable(await receiveEnd(ref, answer, sizeLimitBytes, this.#receive));
      } catch (error) {
        // An empty object has no last bytes.
        if (readSdkError(error)?.status !== 416) throw error;
        return this.#replaceable(await receiveObject(ref, await this.#get(ref, {}), sizeLimitBytes));
      }
    });
  }

  async *listVersions({ bucket, key }: ObjectRef): AsyncGenerator<ListedVersion | ListedDeletion> {
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
    const version = defined({ VersionId: versionId });
    return this.#client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...version, ...options }));
  }

  async #answer<Answer>(
    ref: ObjectRef,
    receive: () => Promise<Answer>,
  ): Promise<Answer | Exclude<ReadAnswer, { kind: 'found' }>> {
    try {
      return await askUntilWhole(receive);
    } catch (error) {
      if (isMissing(error)) {
        return { kind: 'missing', ...(readSdkError(error)?.isDeleteMarker ? { isDeleted: true } : {}) };
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
    const replace: StoredObject['replace'] = (bytes, provenance) =>
      replaceObject({ client: this.#client, tags: this.#tags }, object, bytes, provenance);
    const replaceRefusal = object.hasWeakEtag ? WEAK_ETAG : undefined;
    return { kind: 'found', object: { ...object, ...defined({ replaceRefusal }), replace } };
  }
}
