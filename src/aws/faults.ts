/**
 * Translates errors of the AWS SDK into faults, once, at the edge. What is not known is a bug and stays as it is.
 */

import { Fault, type FaultCode } from '../report/fault.ts';
import { showSafely } from '../text/safe-text.ts';

/** The parts of an SDK error that are looked at. */
interface SdkError {
  readonly name: string;
  readonly status: number | undefined;
  readonly code: string | undefined;
  /** True when S3 says that the object was deleted, and that its versions are kept. */
  readonly isDeleteMarker: boolean;
}

/** Name, HTTP status and system error code of an error, as far as it has them. */
export function readSdkError(error: unknown): SdkError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { $metadata, $response, code } = error as {
    $metadata?: { httpStatusCode?: number };
    $response?: { headers?: Readonly<Record<string, string>> };
    code?: unknown;
  };
  return {
    name: error.name,
    status: $metadata?.httpStatusCode,
    code: typeof code === 'string' ? code : undefined,
    isDeleteMarker: $response?.headers?.['x-amz-delete-marker'] === 'true',
  };
}

type Known = readonly [code: FaultCode, retryable: boolean, what: string];

const DENIED: Known = [
  'access-denied',
  false,
  'access denied: grant s3:GetObject, s3:PutObject and the other permissions of the README',
];
const CREDENTIALS: Known = ['access-denied', false, 'no valid AWS credentials: log in, or set a profile'];
const THROTTLED: Known = ['throttled', true, 'throttled: run again, or lower the concurrency'];
const UNAVAILABLE: Known = ['unavailable', true, 'S3 does not answer as it should: run again'];
const NO_BUCKET: Known = ['not-found', false, 'the bucket does not exist: check its name'];
const WRONG_REGION: Known = [
  'wrong-region',
  false,
  'the bucket lies in another region: set AWS_REGION to it',
];
const NO_REGION: Known = ['invalid', false, 'no region is set: set AWS_REGION, or a profile that has one'];
const KMS: Known = [
  'access-denied',
  false,
  'the KMS key of the object may not be used: grant kms:Decrypt and kms:GenerateDataKey',
];

const CONFLICT: Known = ['unavailable', true, 'another write of the same object was under way: run again'];
const CLOCK: Known = ['invalid', false, 'the clock of this machine is wrong: set it'];

const BY_NAME: Readonly<Record<string, Known>> = {
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
  IncompleteBody: UNAVAILABLE,
  BadDigest: UNAVAILABLE,
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
  InvalidBucketName: ['invalid', false, 'this can be no name of a bucket: check it'],
};

/** Codes of the network below HTTP. */
const NETWORK = new Set(
  'ECONNRESET ECONNREFUSED ECONNABORTED EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH ERR_STREAM_PREMATURE_CLOSE UND_ERR_SOCKET'.split(
    ' ',
  ),
);

/**
 * The fault of an SDK error while doing `verb` with the object or bucket, or the error itself when it is not known.
 * `advice` says better than the usual words what to do about a code.
 */
export function s3Fault(
  error: unknown,
  verb: string,
  place: { readonly bucket: string; readonly key?: string },
  advice: Readonly<Partial<Record<FaultCode, string>>> = {},
): unknown {
  const known = classify(error);
  if (known === undefined) return error;
  const [code, retryable, what] = known;
  const name = showSafely(`s3://${place.bucket}/${place.key ?? ''}`);
  return new Fault(code, `cannot ${verb} ${name}: ${advice[code] ?? what}`, { retryable, cause: error });
}

function classify(error: unknown): Known | undefined {
  const read = readSdkError(error);
  if (read === undefined || error instanceof Fault) return undefined;
  const { name, status, code } = read;
  // The SDK has no names for these two.
  if (error instanceof Error && error.message === 'Region is missing') return NO_REGION;
  if (error instanceof Error && error.message.startsWith('Checksum mismatch')) return UNAVAILABLE;
  // S3 tells a denied use of the key as any other denial; only the text names the action.
  if (status === 403 && /\bkms:/i.test(String(error))) return KMS;
  if (Object.hasOwn(BY_NAME, name)) return BY_NAME[name];
  if (code !== undefined && NETWORK.has(code)) return UNAVAILABLE;
  if (status === 429 || status === 503) return THROTTLED;
  if (status !== undefined && status >= 500) return UNAVAILABLE;
  if (status === 401 || status === 403) return DENIED;
  if (status === 301) return WRONG_REGION;
  return undefined;
}
