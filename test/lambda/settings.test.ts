/** The environment of the functions: what it sets, and how a bad value is refused. */
import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../src/lambda/settings.ts';

describe('settings', () => {
  test('have defaults, also when set to nothing', () => {
    const policy = { mode: 'enforce', html: 'record', sizeLimitBytes: 67_108_864 };
    const defaults = { policy, ledger: undefined, looksUpTrainingJobs: false };
    expect(parseSettings({})).toEqual(defaults);
    const names = 'MODE HTML_REPORTS MAX_OBJECT_BYTES LEDGER_BUCKET LEDGER_PREFIX LOOK_UP_TRAINING_JOBS';
    expect(parseSettings(Object.fromEntries(names.split(' ').map((name) => [name, ''])))).toEqual(defaults);
  });

  test('are taken as they are set', () => {
    const set = {
      MODE: 'dry-run',
      HTML_REPORTS: 'silence',
      MAX_OBJECT_BYTES: '1000',
      LEDGER_BUCKET: 'ledger-1',
      LEDGER_PREFIX: 'a/b/',
      LOOK_UP_TRAINING_JOBS: 'true',
    };
    expect(parseSettings(set)).toEqual({
      policy: { mode: 'dry-run', html: 'silence', sizeLimitBytes: 1000 },
      ledger: { bucket: 'ledger-1', prefix: 'a/b/' },
      looksUpTrainingJobs: true,
    });
  });

  test.each([
    [{ MODE: 'dryrun' }, 'MODE is "dryrun": use enforce or dry-run'],
    [{ HTML_REPORTS: 'Silence' }, 'HTML_REPORTS is "Silence": use record or silence'],
    [{ MAX_OBJECT_BYTES: '0' }, 'MAX_OBJECT_BYTES is "0": use a whole number of bytes above 0'],
    [{ MAX_OBJECT_BYTES: '64 MiB' }, 'MAX_OBJECT_BYTES is "64 MiB": use a whole number of bytes above 0'],
    [{ MAX_OBJECT_BYTES: '99999999999999999999' }, /a whole number/],
    [{ LEDGER_BUCKET: 's3://ledger' }, 'LEDGER_BUCKET is "s3://ledger": use the name of a bucket'],
    [{ LEDGER_PREFIX: 'ledger' }, /^LEDGER_PREFIX is "ledger": .* with a slash at the end/],
    [{ LEDGER_PREFIX: 'a b/' }, /LEDGER_PREFIX is "a b\/"/],
    [{ LOOK_UP_TRAINING_JOBS: 'yes' }, 'LOOK_UP_TRAINING_JOBS is "yes": use false or true'],
  ])('%j is refused with name, value and what is allowed', (environment, message) => {
    expect(() => parseSettings(environment)).toThrow(message);
  });
});
