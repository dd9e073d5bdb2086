/** Refuses objects in S3 that cannot be read, or that a rewrite could not keep as they are. */
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import type { RefusalReason, Refused } from '../verdict.ts';
import { hasUnreadableExpires, storedEncoding } from './carried-properties.ts';
import { readSdkError } from './errors/sdk-error.ts';

/** A refusal with its detail. */
export const refuse = (reason: RefusalReason, detail: string): Refused => ({
  kind: 'refused',
  reason,
  detail,
});

/** Content encodings that leave the bytes as they are. */
const PLAIN_ENCODINGS = ['', 'identity', 'utf-8', 'us-ascii'];

const CUSTOMER_KEY = refuse(
  'encrypted-with-customer-key',
  'encrypted with a customer-provided key (SSE-C), which a rewrite cannot keep: opt this report out by hand',
);

/** The refusal of an object that S3 returns, or undefined when it can be written back as it is. */
export function refusalOfOutput(output: GetObjectCommandOutput): Refused | undefined {
  if (output.SSECustomerAlgorithm !== undefined) return CUSTOMER_KEY;
  if (!PLAIN_ENCODINGS.includes((storedEncoding(output) ?? '').trim().toLowerCase())) {
    return refuse(
      'encoded-content',
      `Content-Encoding is ${output.ContentEncoding}: store the report unencoded`,
    );
  }
  if ((output.MissingMeta ?? 0) > 0) {
    return refuse(
      'unreadable-metadata',
      `${output.MissingMeta} user metadata entries cannot be read through the API`,
    );
  }
  if (hasUnreadableExpires(output)) {
    return refuse(
      'unreadable-metadata',
      `the Expires header (${output.ExpiresString}) is not an HTTP date, so a rewrite could not keep it: correct it`,
    );
  }
  return undefined;
}

/** The refusal of an object that S3 does not return, or undefined for an error of another kind. */
export function refusalOfError(error: unknown): Refused | undefined {
  const sdkError = readSdkError(error);
  if (sdkError?.name === 'InvalidObjectState') {
    return refuse('archived', 'archived: restore the object, then run again');
  }
  const isCustomerKey = sdkError?.status === 400 && /server.side encryption/i.test(String(error));
  return isCustomerKey ? CUSTOMER_KEY : undefined;
}
