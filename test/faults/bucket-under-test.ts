/** One run's own bucket on moto's server, reached without the proxy: made, filled and looked at. */
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { LOCAL_CREDENTIALS } from '../support/s3-server.ts';

/** One version as it lies in the bucket. */
export interface StoredVersion {
  readonly key: string;
  /** Absent in a bucket without versions. */
  readonly versionId?: string;
  /** MD5 of the bytes, hex. */
  readonly md5: string;
}

/** An object as it is now. */
export interface CurrentObject {
  readonly bytes: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly contentType: string | undefined;
}

/** What an object has beside its bytes. */
export interface Properties {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly contentType: string;
}

/** A client that reaches the server with the SDK's own settings. */
export const directClient = (endpoint: string): S3Client =>
  new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: LOCAL_CREDENTIALS });

/** A bucket of its own, so that listing it stays fast. */
export class BucketUnderTest {
  readonly name: string;
  readonly isVersioned: boolean;
  readonly #client: S3Client;

  private constructor(client: S3Client, name: string, isVersioned: boolean) {
    this.#client = client;
    this.name = name;
    this.isVersioned = isVersioned;
  }

  static async make(client: S3Client, name: string, isVersioned: boolean): Promise<BucketUnderTest> {
    await client.send(new CreateBucketCommand({ Bucket: name }));
    if (isVersioned) {
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await client.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration }));
    }
    return new BucketUnderTest(client, name, isVersioned);
  }

  async put(key: string, bytes: Buffer, { metadata, tags, contentType }: Properties): Promise<void> {
    const Tagging = new URLSearchParams(tags).toString();
    await this.#client.send(
      new PutObjectCommand({
        Bucket: this.name,
        Key: key,
        Body: bytes,
        ContentType: contentType,
        Metadata: metadata,
        ...(Tagging === '' ? {} : { Tagging }),
      }),
    );
  }

  async read(key: string): Promise<CurrentObject> {
    const place = { Bucket: this.name, Key: key };
    const answer = await this.#client.send(new GetObjectCommand(place));
    const { TagSet = [] } =
      (answer.TagCount ?? 0) === 0 ? {} : await this.#client.send(new GetObjectTaggingCommand(place));
    return {
      bytes: Buffer.from((await answer.Body?.transformToByteArray()) ?? []),
      metadata: answer.Metadata ?? {},
      tags: Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value])),
      contentType: answer.ContentType,
    };
  }

  /** Every version, oldest first by key; deletions are not expected and not looked for. */
  async versions(): Promise<StoredVersion[]> {
    const { Versions = [] } = await this.#client.send(new ListObjectVersionsCommand({ Bucket: this.name }));
    return Versions.map(({ Key = '', VersionId, ETag = '' }) => ({
      key: Key,
      ...(VersionId === undefined || VersionId === 'null' ? {} : { versionId: VersionId }),
      md5: ETag.replaceAll('"', ''),
    })).reverse();
  }
}
