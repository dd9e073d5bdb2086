/** Opens the clients of the AWS SDK, with bounded waiting. */

import { S3Client } from '@aws-sdk/client-s3';
import { defined } from '../text/defined.ts';

/** Where S3 is; everything that is left out comes from the SDK's own configuration (environment, profile, role). */
export interface Connection {
  /** An S3-compatible server; buckets then stand in the path. */
  readonly endpointUrl?: string;
  readonly region?: string;
  /** Whether buckets of other regions are found (default), or answered with a fault. */
  readonly followsRegionRedirects?: boolean;
}

const CONNECTION_TIMEOUT_MS = 5_000;
/** Without a byte either way: also ends an answer that stops in the middle of its body. */
const IDLE_TIMEOUT_MS = 30_000;
/** Until the answer begins, hence with the upload of the largest object over a slow line. */
const REQUEST_TIMEOUT_MS = 300_000;
const MAX_ATTEMPTS = 4;
/** Servers that are not AWS seldom care, but requests are signed for some region. */
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
