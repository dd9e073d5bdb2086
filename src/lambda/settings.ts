/** The settings of the functions: read from the environment and checked, once at start. */
import type { Policy } from '../report/policy.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../verdict.ts';

/** Environment variables as the runtime gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings, with defaults for what the environment leaves out. */
export interface Settings {
  readonly policy: Policy;
  /** Undefined without a ledger; the prefix is empty or ends in a slash. */
  readonly ledger: { readonly bucket: string; readonly prefix: string } | undefined;
  readonly looksUpTrainingJobs: boolean;
}

/**
 * Reads `MODE`, `HTML_REPORTS`, `MAX_OBJECT_BYTES`, `LEDGER_BUCKET`, `LEDGER_PREFIX`, `LOOK_UP_TRAINING_JOBS`.
 * @throws Error that names the setting, its value and what is allowed
 */
export const parseSettings = (environment: Environment): Settings => ({
  policy: {
    mode: choice(environment, 'MODE', ['enforce', 'dry-run']),
    html: choice(environment, 'HTML_REPORTS', ['record', 'silence']),
    sizeLimitBytes: byteCount(environment, 'MAX_OBJECT_BYTES', DEFAULT_SIZE_LIMIT_BYTES),
  },
  ledger: ledgerLocation(environment),
  looksUpTrainingJobs: choice(environment, 'LOOK_UP_TRAINING_JOBS', ['false', 'true']) === 'true',
});

/** Reads `JOB_PREFIX`: what the keys of jobs have to begin with. @throws Error for what the template does not allow */
export function parseJobPrefix(environment: Environment): string {
  const prefix = environment['JOB_PREFIX'] ?? '';
  if (/^[A-Za-z0-9!_.*'()/-]*$/.test(prefix)) return prefix;
  throw new Error(`JOB_PREFIX is ${JSON.stringify(prefix)}: use nothing, or letters, digits and !_.*'()/-`);
}

/** Source: Amazon S3 User Guide, "General purpose bucket naming rules", and the safe characters of object keys. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX = /^(?:[A-Za-z0-9!_.*'()/-]*\/)?$/;

function ledgerLocation(environment: Environment): Settings['ledger'] {
  const bucket = environment['LEDGER_BUCKET'] ?? '';
  const prefix = environment['LEDGER_PREFIX'] ?? '';
  if (!PREFIX.test(prefix)) {
    throw new Error(
      `LEDGER_PREFIX is ${JSON.stringify(prefix)}: use nothing, or letters, digits and !_.*'()/- with a slash at the end`,
    );
  }
  if (bucket === '') return undefined;
  if (!BUCKET.test(bucket))
    throw new Error(`LEDGER_BUCKET is ${JSON.stringify(bucket)}: use the name of a bucket`);
  return { bucket, prefix };
}

/** The first of the allowed values is the default; an empty variable counts as not set. */
function choice<Allowed extends string>(
  environment: Environment,
  name: string,
  allowed: readonly [Allowed, ...Allowed[]],
): Allowed {
  const value = environment[name] || allowed[0];
  const chosen = allowed.find((candidate) => candidate === value);
  if (chosen === undefined)
    throw new Error(`${name} is ${JSON.stringify(value)}: use ${allowed.join(' or ')}`);
  return chosen;
}

function byteCount(environment: Environment, name: string, byDefault: number): number {
  const value = environment[name];
  if (!value) return byDefault;
  const count = /^[0-9]+$/.test(value) ? Number(value) : 0;
  if (count < 1 || !Number.isSafeInteger(count)) {
    throw new Error(`${name} is ${JSON.stringify(value)}: use a whole number of bytes above 0`);
  }
  return count;
}
