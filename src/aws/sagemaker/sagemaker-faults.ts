/** What SageMaker's errors mean. Faults do not carry the SDK's error along: an answer that cannot be read may stand in it. */
import { Fault, type FaultCode } from '../../report/fault.ts';
import { networkCause } from '../errors/network-causes.ts';
import { readSdkError } from '../errors/sdk-error.ts';

/** The kinds of errors that a call of SageMaker ends with. */
export type SageMakerReason = 'access-denied' | 'throttled' | 'not-found' | 'unavailable';

/** SageMaker has no error of its own for a job that does not exist. */
export function reasonOf(error: unknown): SageMakerReason {
  const { name = '', status } = readSdkError(error) ?? {};
  if (/AccessDenied|UnrecognizedClient|ExpiredToken|InvalidSignature|CredentialsProvider/.test(name))
    return 'access-denied';
  if (/Throttl|TooManyRequests|RequestLimit/.test(name) || status === 429) return 'throttled';
  if (name === 'ResourceNotFound') return 'not-found';
  if (name === 'ValidationException' && /could not find|not found|does not exist/i.test(String(error)))
    return 'not-found';
  return 'unavailable';
}

/** True for what may go away at once: an error of the server or of the network, and no answer in time. */
export function isTransient(error: unknown): boolean {
  const { name = '', status = 0, code } = readSdkError(error) ?? {};
  return status >= 500 || code !== undefined || name === 'TimeoutError';
}

const CODES: Readonly<Record<SageMakerReason, FaultCode>> = {
  'access-denied': 'access-denied',
  throttled: 'throttled',
  'not-found': 'not-found',
  unavailable: 'unavailable',
};

/** The fault for an error of SageMaker; `what` follows "cannot", `action` is the IAM action that it needs. */
export function sageMakerFault(error: unknown, what: string, action: string): Fault {
  const reason = reasonOf(error);
  const { name = 'error', status, code } = readSdkError(error) ?? {};
  if (error instanceof Error && error.message === 'Region is missing')
    return new Fault(
      'invalid',
      `cannot ${what}: no region is set: set AWS_REGION, or a profile that has one`,
      {
        retryable: false,
        isGeneral: true,
      },
    );
  const network = reason === 'unavailable' ? networkCause(error) : undefined;
  const advice = network?.message.replaceAll('S3', 'SageMaker') ?? ADVICE[reason](action);
  const facts = [name, status === undefined ? '' : `HTTP status ${status}`, code ?? ''].filter(
    (fact) => fact !== '',
  );
  return new Fault(network?.code ?? CODES[reason], `cannot ${what}: ${advice} (${facts.join(', ')})`, {
    retryable: network?.retryable ?? (reason === 'throttled' || reason === 'unavailable'),
    isGeneral: reason === 'access-denied' || network !== undefined,
  });
}

const ADVICE: Readonly<Record<SageMakerReason, (action: string) => string>> = {
  'access-denied': (action) => `access denied: log in, and grant ${action}`,
  throttled: () => 'throttled: SageMaker limits the calls of an account and region; run again later',
  'not-found': () => 'there is no such job',
  unavailable: () => 'SageMaker is unavailable or its answer cannot be read: run again',
};
