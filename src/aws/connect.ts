/** Opens S3 clients of the AWS SDK, with limits for every wait. */

import { S3Client } from '@aws-sdk/client-s3';
import { defined } from '../text/defined.ts';
import { isThrottling } from './errors/faults.ts';

/** The options of a client; what is left out comes from the SDK's own configuration (environment, profile, role). */
export interface Connection {
  /** An S3-compatible server; its URLs have the bucket in the path. */
  readonly endpointUrl?: string;
  readonly region?: string;
  /** True (default) to find buckets of other regions; otherwise they are a fault. */
  readonly followsRegionRedirects?: boolean;
  /** Called for each answer that asks to slow down, also when the SDK then tries again by itself. */
  readonly onThrottled?: () => void;
}

const CONNECTION_TIMEOUT_MS = 5_000;
/** Without a byte in either direction: also ends a response that stops in the middle of its body. */
const IDLE_TIMEOUT_MS = 30_000;
/** Until the response begins, and so long enough to upload the largest object over a slow line. */
const REQUEST_TIMEOUT_MS = 300_000;
const MAX_ATTEMPTS = 4;
/** The SDK's own limit of 50 would be less than the command line may ask for. */
const AGENT = { keepAlive: true, maxSockets: 512 } as const;
/** Requests must be signed for a region, even for servers that have none. */
const ANY_REGION = 'us-east-1';

/** The clients of servers that are not AWS's. */
const OWN_SERVER_CLIENTS = new WeakSet<S3Client>();

/**
 * True for a client whose endpoint was named: the server may leave out what AWS always says, such as the number of
 * tags, or do it otherwise.
 */
export const isOwnServer = (client: S3Client): boolean => OWN_SERVER_CLIENTS.has(client);

/** An S3 client. The SDK itself reads AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL when no endpoint is given. */
export function connectS3({
  endpointUrl,
  region,
  followsRegionRedirects = true,
  onThrottled,
}: Connection): S3Client {
  const { AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  const hasEndpoint = Boolean(endpointUrl ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL);
  const chosen = region ?? (hasEndpoint ? (AWS_REGION ?? ANY_REGION) : undefined);
  const client = new S3Client({
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      socketTimeout: IDLE_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      httpAgent: AGENT,
      httpsAgent: AGENT,
    },
    followRegionRedirects: followsRegionRedirects && !hasEndpoint,
    forcePathStyle: hasEndpoint,
    // The ARN of an access point names its region.
    useArnRegion: followsRegionRedirects,
    ...defined({ endpoint: endpointUrl, region: chosen }),
  });
  if (hasEndpoint) OWN_SERVER_CLIENTS.add(client);
  if (onThrottled !== undefined) watchThrottling(client, onThrottled);
  return client;
}

/** Stands behind the SDK's retries, and so sees every attempt. */
function watchThrottling(client: S3Client, onThrottled: () => void): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (isThrottling(error)) onThrottled();
        throw error;
      }
    },
    { step: 'finalizeRequest', priority: 'low', name: 'watchThrottling' },
  );
}
