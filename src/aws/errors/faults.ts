/** Translates errors of the AWS SDK into faults, once, at the edge. An unknown error is a bug and stays as it is. */
import { Fault, type FaultCode } from '../../report/fault.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { KnownFault } from './known-fault.ts';
import { networkCause } from './network-causes.ts';
import { readSdkError } from './sdk-error.ts';

const DENIED: KnownFault = {
  code: 'access-denied',
  retryable: false,
  message: 'access denied: grant s3:GetObject, s3:PutObject and the other permissions of the documentation',
};
const CREDENTIALS: KnownFault = {
  code: 'access-denied',
  retryable: false,
  message: 'no valid AWS credentials: log in, or set AWS_PROFILE',
  isGeneral: true,
};
const THROTTLED: KnownFault = {
  code: 'throttled',
  retryable: true,
  message: 'throttled: run again, or lower the concurrency',
};
const UNAVAILABLE: KnownFault = {
  code: 'unavailable',
  retryable: true,
  message: 'S3 is unavailable: run again',
};
const DAMAGED: KnownFault = {
  code: 'unavailable',
  retryable: true,
  message:
    'its checksum does not fit its bytes: they were damaged on the way, run again; if it stays, the server keeps damaged bytes or a wrong checksum',
};
const NO_BUCKET: KnownFault = {
  code: 'not-found',
  retryable: false,
  message: 'the bucket does not exist: check its name',
};
const WRONG_REGION: KnownFault = {
  code: 'wrong-region',
  retryable: false,
  message: 'the bucket is in another region: set AWS_REGION to that region',
};
const NO_REGION: KnownFault = {
  code: 'invalid',
  retryable: false,
  message: 'no region is set: set AWS_REGION, or a profile that has one',
  isGeneral: true,
};
const KMS: KnownFault = {
  code: 'access-denied',
  retryable: false,
  message: 'access to the KMS key of the object is denied: grant kms:Decrypt and kms:GenerateDataKey',
};
const CONFLICT: KnownFault = {
  code: 'unavailable',
  retryable: true,
  message: 'another write of the same object was in progress: run again',
};
const CLOCK: KnownFault = {
  code: 'invalid',
  retryable: false,
  message: 'the clock of this machine is wrong: correct it',
  isGeneral: true,
};
const BAD_NAME: KnownFault = {
  code: 'invalid',
  retryable: false,
  message: 'this is not a valid bucket name: check it',
};

const ACCESS_POINT: KnownFault = {
  code: 'invalid',
  retryable: false,
  message: "an access point is asked at AWS's own endpoint: leave out --endpoint-url and AWS_ENDPOINT_URL",
};
const NOT_SUPPORTED: KnownFault = {
  code: 'invalid',
  retryable: false,
  message: 'the server does not support this request',
};

const BY_NAME: Readonly<Record<string, KnownFault>> = {
  AccessDenied: DENIED,
  AllAccessDisabled: DENIED,
  Forbidden: DENIED,
  ExpiredToken: CREDENTIALS,
  ExpiredTokenException: CREDENTIALS,
  InvalidAccessKeyId: CREDENTIALS,
  InvalidToken: CREDENTIALS,
  SignatureDoesNotMatch: CREDENTIALS,
  CredentialsProviderError: CREDENTIALS,
  TokenProviderError: CREDENTIALS,
  SlowDown: THROTTLED,
  Throttling: THROTTLED,
  ThrottlingException: THROTTLED,
  TooManyRequestsException: THROTTLED,
  RequestLimitExceeded: THROTTLED,
  InternalError: UNAVAILABLE,
  ServiceUnavailable: UNAVAILABLE,
  RequestTimeout: UNAVAILABLE,
  RequestTimeoutException: UNAVAILABLE,
  AbortError: UNAVAILABLE,
  OperationAborted: UNAVAILABLE,
  IncompleteBody: DAMAGED,
  BadDigest: DAMAGED,
  XAmzContentChecksumMismatch: DAMAGED,
  XAmzContentSHA256Mismatch: DAMAGED,
  NotImplemented: NOT_SUPPORTED,
  MethodNotAllowed: NOT_SUPPORTED,
  ConditionalRequestConflict: CONFLICT,
  NoSuchBucket: NO_BUCKET,
  PermanentRedirect: WRONG_REGION,
  AuthorizationHeaderMalformed: WRONG_REGION,
  IllegalLocationConstraintException: WRONG_REGION,
  KMSDisabledException: KMS,
  'KMS.DisabledException': KMS,
  'KMS.NotFoundException': KMS,
  'KMS.KMSInvalidStateException': KMS,
  RequestTimeTooSkewed: CLOCK,
  InvalidBucketName: BAD_NAME,
};

/**
 * The fault for an SDK error that came while doing `verb` with an object or bucket, or the error itself when it is not
 * known. `messages` replaces the usual message of a code where the caller knows better what to do about the object.
 */
export function s3Fault(
  error: unknown,
  verb: string,
  { bucket, key = '' }: { readonly bucket: string; readonly key?: string },
  messages: Readonly<Partial<Record<FaultCode, string>>> = {},
): unknown {
  const known = classify(error);
  if (known === undefined) return error;
  const { code, retryable, message, isGeneral = false } = known;
  const name = showSafely(`s3://${bucket}/${key}`);
  const told = isGeneral ? message : (messages[code] ?? message);
  return new Fault(code, `cannot ${verb} ${name}: ${told}`, { retryable, isGeneral, cause: error });
}

/** True for an answer that asks to slow down. */
export const isThrottling = (error: unknown): boolean => classify(error)?.code === 'throttled';

function classify(error: unknown): KnownFault | undefined {
  const sdkError = readSdkError(error);
  if (sdkError === undefined || error instanceof Fault) return undefined;
  const { name, status } = sdkError;
  const { message } = error as Error;
  // The SDK has no names for these three.
  if (message === 'Region is missing') return NO_REGION;
  if (message.startsWith('Checksum mismatch')) return DAMAGED;
  if (message.includes('cannot be used with ARN buckets')) return ACCESS_POINT;
  // S3 reports a denied use of the key as any other denial; only the message names the action.
  if (status === 403 && /\bkms:/i.test(String(error))) return KMS;
  if (Object.hasOwn(BY_NAME, name)) return BY_NAME[name];
  if (name.startsWith('KMS.')) return KMS;
  return networkCause(error) ?? byStatus(status) ?? unexpectedAnswer(error as Error, status);
}

/** An answer that refuses one request, and of which nothing else is known: others may be answered all the same. */
function unexpectedAnswer({ name, message }: Error, status = 0): KnownFault | undefined {
  if (status < 300) return undefined;
  const answer = `${status} ${name}${message === name || message === '' ? '' : ` (${message})`}`;
  return {
    code: 'invalid',
    retryable: false,
    message: `S3 answers ${showSafely(answer)}: look the code up in its list of error codes`,
  };
}

function byStatus(status = 0): KnownFault | undefined {
  if (status === 429 || status === 503) return THROTTLED;
  if (status === 405 || status === 501) return NOT_SUPPORTED;
  if (status >= 500) return UNAVAILABLE;
  if (status === 401 || status === 403) return DENIED;
  return status === 301 ? WRONG_REGION : undefined;
}
