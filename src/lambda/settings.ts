/** The settings of the functions: from the environment to a policy, checked once at start. */
import type { Policy } from '../report/policy.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../verdict.ts';

/** Environment variables as the runtime gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The policy that the environment sets: `MODE`, `HTML_REPORTS`, `MAX_OBJECT_BYTES`.
 * @throws Error that names the setting, its value and what is allowed.
 */
export const parseSettings = (environment: Environment): Policy => ({
  mode: choice(environment, 'MODE', ['enforce', 'dry-run']),
  html: choice(environment, 'HTML_REPORTS', ['record', 'silence']),
  sizeLimitBytes: byteCount(environment, 'MAX_OBJECT_BYTES', DEFAULT_SIZE_LIMIT_BYTES),
});

/** The first of the allowed values is the default; an empty variable is one that is not set. */
function choice<Allowed extends string>(
  environment: Environment,
  name: string,
  allowed: readonly [Allowed, ...Allowed[]],
): Allowed {
  const value = environment[name] || allowed[0];
  const chosen = allowed.find((candidate) => candidate === value);
  if (chosen === undefined)
    throw new Error(`${name} is ${JSON.stringify(value)}: ${allowed.join(' or ')} are allowed`);
  return chosen;
}

function byteCount(environment: Environment, name: string, unset: number): number {
  const value = environment[name];
  if (!value) return unset;
  const count = /^[0-9]+$/.test(value) ? Number(value) : 0;
  if (count < 1 || !Number.isSafeInteger(count)) {
    throw new Error(`${name} is ${JSON.stringify(value)}: a whole number of bytes above 0 is allowed`);
  }
  return count;
}
