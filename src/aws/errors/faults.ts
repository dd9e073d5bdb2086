/** Translates errors of the AWS SDK into faults, once, at the edge. An unknown error is a bug and stays as it is. */
import { Fault, type FaultCode } from '../../report/fault.ts';
import { showSafely } from '../../text/safe-text.ts';
import { readSdkError } from './sdk-error.ts';

/** A fault without the object that it is about: its message says what is wrong, then what to do. */
type KnownFault = readonly [code: FaultCode, retryable: boolean, message: string];

const DENIED: KnownFault = [
  'access-denied',
  false,
  'access denied: grant s3:GetObject, s3:PutObject and the other permissions of the documentation',
];
const CREDENTIALS: KnownFault = [
  'access-denied',
  false,
  'no valid AWS credentials: log in, or set AWS_PROFILE',
];
const THROTTLED: KnownFault = ['throttled', true, 'throttled: run again, or lower the concurrency'];
const UNAVAILABLE: KnownFault = ['unavailable', true, 'S3 is unavailable or cannot be reached: run again'];
const DAMAGED: KnownFault = ['unavailable', true, 'the data was damaged on the way: run again'];
const NO_BUCKET: KnownFault = ['not-found', false, 'the bucket does not exist: check its name'];
const WRONG_REGION: KnownFault = [
  'wrong-region',
  false,
  'the bucket is in another region: set AWS_REGION to that region',
];
const NO_REGION: KnownFault = [
  'invalid',
  false,
  'no region is set: set AWS_REGION, or a profile that has one',
];
const KMS: KnownFault = [
  'access-denied',
  false,
  'access to the KMS key of the object is denied: grant kms:Decrypt and kms:GenerateDataKey',
];
const CONFLICT: KnownFault = [
  'unavailable',
  true,
  'another write of the same object was in progress: run again',
];
const CLOCK: KnownFault = ['invalid', false, 'the clock of this machine is wrong: correct it'];
const BAD_NAME: KnownFault = ['invalid', false, 'this is not a valid bucket name: check it'];

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
  TimeoutError: UNAVAILABLE,
  AbortError: UNAVAILABLE,
  OperationAborted: UNAVAILABLE,
  IncompleteBody: DAMAGED,
  BadDigest: DAMAGED,
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

/** Error codes of the network below HTTP. */
const NETWORK = new Set(
  'ECONNRESET ECONNREFUSED ECONNABORTED EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH ERR_STREAM_PREMATURE_CLOSE UND_ERR_SOCKET'.split(
    ' ',
  ),
);

/**
 * The fault for an SDK error that came while doing `verb` with an object or bucket, or the error itself when it is not
 * known. `messages` replaces the usual message of a code where the caller knows better what to do.
 */
export function s3Fault(
  error: unknown,
  verb: string,
  { bucket, key = '' }: { readonly bucket: string; readonly key?: string },
  messages: Readonly<Partial<Record<FaultCode, string>>> = {},
): unknown {
  const known = classify(error);
  if (known === undefined) return error;
  const [code, retryable, message] = known;
  const name = showSafely(`s3://${bucket}/${key}`);
  return new Fault(code, `cannot ${verb} ${name}: ${messages[code] ?? message}`, { retryable, cause: error });
}

function classify(error: unknown): KnownFault | undefined {
  const sdkError = readSdkError(error);
  if (sdkError === undefined || error instanceof Fault) return undefined;
  const { name, status, code } = sdkError;
  // The SDK has no names for these two.
  if (error instanceof Error && error.message === 'Region is missing') return NO_REGION;
  if (error instanceof Error && error.message.startsWith('Checksum mismatch')) return DAMAGED;
  // S3 reports a denied use of the key as any other denial; only the message names the action.
  if (status === 403 && /\bkms:/i.test(String(error))) return KMS;
  if (Object.hasOwn(BY_NAME, name)) return BY_NAME[name];
  if (code !== undefined && NETWORK.has(code)) return UNAVAILABLE;
  if (status === 429 || status === 503) return THROTTLED;
  if (status !== undefined && status >= 500) return UNAVAILABLE;
  if (status === 401 || status === 403) return DENIED;
  if (status === 301) return WRONG_REGION;
  return undefined;
}
