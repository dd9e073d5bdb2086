/** The tags of objects, which a rewrite by PutObject would lose. */
import { GetObjectTaggingCommand, type S3Client } from '@aws-sdk/client-s3';
import { isOwnServer } from './connect.ts';
import { isNoS3Answer, readSdkError } from './errors/sdk-error.ts';
import type { ReceivedObject } from './received-object.ts';

/**
 * Reads tags with as few requests as the server allows. AWS says with each object how many tags it has. Another
 * server may not: it is asked for the tags of every object, until it shows that it counts tags or that it knows none.
 */
export class ObjectTags {
  readonly #client: S3Client;
  /** True when an object without a count of tags has none. */
  #isCountReliable: boolean;

  constructor(client: S3Client) {
    this.#client = client;
    this.#isCountReliable = !isOwnServer(client);
  }

  /**
   * The object's tags in the form that PutObject takes, or undefined when it has none. They are read without a
   * version, which would need another permission: if the object has changed, the condition of the write fails.
   * @throws the SDK's errors
   */
  async read({ ref, tagCount }: Pick<ReceivedObject, 'ref' | 'tagCount'>): Promise<string | undefined> {
    if (tagCount !== undefined) this.#isCountReliable = true;
    if (tagCount === 0 || (tagCount === undefined && this.#isCountReliable)) return undefined;
    try {
      const { TagSet = [] } = await this.#client.send(
        new GetObjectTaggingCommand({ Bucket: ref.bucket, Key: ref.key }),
      );
      if (TagSet.length === 0 && tagCount === undefined) return undefined;
      return new URLSearchParams(
        TagSet.map(({ Key = '', Value = '' }): [string, string] => [Key, Value]),
      ).toString();
    } catch (error) {
      if (tagCount !== undefined) throw error;
      if (readSdkError(error)?.name === 'NoSuchTagSet') return undefined;
      if (!isUnknownRequest(error)) throw error;
      // A server that has no tags has none for the next object, either.
      this.#isCountReliable = true;
      return undefined;
    }
  }
}

/** True when a server does not know the request, or takes it for one of the object itself and answers with that. */
function isUnknownRequest(error: unknown): boolean {
  const { name, status } = readSdkError(error) ?? {};
  return name === 'NotImplemented' || status === 501 || status === 405 || isNoS3Answer(error, 200);
}
