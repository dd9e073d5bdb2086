/** What the errors of S3 Control and CloudFormation mean. */
import { Fault, type FaultCode } from '../../report/fault.ts';
import { networkCause } from '../errors/network-causes.ts';
import { readSdkError } from '../errors/sdk-error.ts';

/** The fault for an error of a call; `what` follows "cannot", `action` is the IAM action that it needs. */
export function batchFault(error: unknown, what: string, action: string): Fault {
  if (error instanceof Fault) return error;
  const { name = 'error', status } = readSdkError(error) ?? {};
  const message = error instanceof Error ? error.message : String(error);
  const fault = (code: FaultCode, advice: string, retryable = false, isGeneral = false) =>
    new Fault(code, `cannot ${what}: ${advice}`, { retryable, isGeneral, cause: error });
  if (message === 'Region is missing')
    return fault('invalid', 'no region is set: set AWS_REGION, or a profile that has one', false, true);
  if (/CredentialsProvider|TokenProvider|ExpiredToken|InvalidClientTokenId|SignatureDoesNotMatch/.test(name))
    return fault('access-denied', 'no valid AWS credentials: log in, or set AWS_PROFILE', false, true);
  if (/AccessDenied|Forbidden|UnauthorizedOperation/.test(name) || status === 403)
    return fault('access-denied', `access denied: grant ${action}`);
  if (/Throttl|TooManyRequests|SlowDown/.test(name) || status === 429 || status === 503)
    return fault('throttled', 'throttled: run again later', true);
  if (/NotFound|NoSuchJob/.test(name) || status === 404) return fault('not-found', 'there is no such job');
  if (name === 'JobStatusException')
    return fault('invalid', `its status does not allow it (somebody else may have changed it): ${message}`);
  const network = networkCause(error);
  if (network !== undefined)
    return fault(
      network.code,
      network.message.replaceAll('S3', 'AWS'),
      network.retryable,
      !network.retryable,
    );
  if (status !== undefined && status < 500) return fault('invalid', `${name}: ${message}`);
  return fault('unavailable', `AWS is unavailable or its answer cannot be read (${name}): run again`, true);
}
