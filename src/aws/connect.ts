/** Opens S3 clients of the AWS SDK, with limits for every wait. */

import { S3Client } from '@aws-sdk/client-s3';
import { defined } from '../text/defined.ts';

/** The options of a client; what is left out comes from the SDK's own configuration (environment, profile, role). */
export interface Connection {
  /** An S3-compatible server; its URLs have the bucket in the path. */
  readonly endpointUrl?: string;
  readonly region?: string;
  /** True (default) to find buckets of other regions; otherwise they are a fault. */
  readonly followsRegionRedirects?: boolean;
}

const CONNECTION_TIMEOUT_MS = 5_000;
/** Without a byte in either direction: also ends a response that stops in the middle of its body. */
const IDLE_TIMEOUT_MS = 30_000;
/** Until the response begins, and so long enough to upload the largest object over a slow line. */
const REQUEST_TIMEOUT_MS = 300_000;
const MAX_ATTEMPTS = 4;
/** Requests must be signed for a region, even for servers that have none. */
const ANY_REGION = 'us-east-1';

/** An S3 client. The SDK itself reads AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL when no endpoint is given. */
export function connectS3({ endpointUrl, region, followsRegionRedirects = true }: Connection): S3Client {
  const { AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  const isOwnServer = Boolean(endpointUrl ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL);
  const chosen = region ?? (isOwnServer ? (AWS_REGION ?? ANY_REGION) : undefined);
  return new S3Client({
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      socketTimeout: IDLE_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
    followRegionRedirects: followsRegionRedirects && !isOwnServer,
    forcePathStyle: isOwnServer,
    ...defined({ endpoint: endpointUrl, region: chosen }),
  });
}
