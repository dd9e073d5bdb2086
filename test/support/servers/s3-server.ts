/**
 * An S3 and SQS server inside this process, on loopback (fauxqs). It proves protocol, keys, bodies and metadata;
 * it ignores If-Match on PutObject and knows no versions and no tags, which is what moto's server is for.
 */
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';

/** A running server with one bucket. */
export interface LocalS3 {
  readonly endpointUrl: string;
  readonly client: S3Client;
  readonly server: Awaited<ReturnType<typeof startFauxqs>>;
  readonly put: (key: string, bytes: Uint8Array, metadata?: Record<string, string>) => Promise<void>;
  readonly get: (key: string) => Promise<{ bytes: Buffer; etag: string; metadata: Record<string, string> }>;
  readonly stop: () => Promise<void>;
}

/** Keys that no server checks. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Sets the environment so that S3 clients made from now on, such as those of the deployed wiring, ask this server. */
export function pointSdkAt(endpointUrl: string): void {
  process.env['AWS_ENDPOINT_URL_S3'] = endpointUrl;
  process.env['AWS_ACCESS_KEY_ID'] = LOCAL_CREDENTIALS.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = LOCAL_CREDENTIALS.secretAccessKey;
}

/** Starts a server on a free port and makes the bucket. */
export async function startLocalS3(bucket: string): Promise<LocalS3> {
  const server = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1' });
  server.createBucket(bucket);
  const endpointUrl = `http://127.0.0.1:${server.port}`;
  const client = new S3Client({
    endpoint: endpointUrl,
    region: 'us-east-1',
    credentials: LOCAL_CREDENTIALS,
    forcePathStyle: true,
  });
  return {
    endpointUrl,
    client,
    server,
    put: async (key, bytes, metadata = {}) => {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, Metadata: metadata }));
    },
    get: async (key) => {
      const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
      return { bytes, etag: answer.ETag ?? '', metadata: answer.Metadata ?? {} };
    },
    stop: async () => {
      client.destroy();
      await server.stop();
    },
  };
}
