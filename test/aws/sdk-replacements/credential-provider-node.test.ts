/** The functions get from Lambda the credentials that the SDK's whole chain, which the command line has, would get. */
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { defaultProvider } from '../../../src/aws/sdk-replacements/credential-provider-node.ts';
import { type Asked, startLoopbackServer } from '../../support/servers/loopback-server.ts';

/** All that the chain reads of the environment. */
const VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_CREDENTIAL_SCOPE',
  'AWS_ACCOUNT_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
];
const PAST = '2020-01-01T00:00:00Z';
const FUTURE = '2999-01-01T00:00:00Z';
const KEYS = { AWS_ACCESS_KEY_ID: 'first', AWS_SECRET_ACCESS_KEY: 'secret' };

const setAll = (variables: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
};

beforeEach(() => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
  // Nothing outside of this machine is asked, and no file of whoever runs this is read.
  setAll({
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/no-such-file',
    AWS_SHARED_CREDENTIALS_FILE: '/no-such-file',
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const open = {
  ours: () =>
    new S3Client({ region: 'us-east-1', credentialDefaultProvider: defaultProvider }).config.credentials,
  "the SDK's": () => new S3Client({ region: 'us-east-1' }).config.credentials,
};

test.each([
  ['a key', KEYS],
  ['a session, as Lambda gives', { ...KEYS, AWS_SESSION_TOKEN: 'token' }],
  ['an expiry', { ...KEYS, AWS_SESSION_TOKEN: 'token', AWS_CREDENTIAL_EXPIRATION: FUTURE }],
  ['an account and a scope', { ...KEYS, AWS_ACCOUNT_ID: '123456789012', AWS_CREDENTIAL_SCOPE: 'us-east-1' }],
])('%s in the environment gives the same as the chain', async (_title, variables) => {
  setAll(variables);
  const credentials = await open.ours()();
  expect(credentials).toEqual(await open["the SDK's"]()());
  expect(credentials.accessKeyId).toBe('first');
});

describe.each(Object.entries(open))('%s', (_whose, openProvider) => {
  test('credentials that have expired are read again', async () => {
    setAll({ ...KEYS, AWS_CREDENTIAL_EXPIRATION: PAST });
    const provider = openProvider();
    expect(await provider()).toMatchObject({ accessKeyId: 'first' });
    setAll({ AWS_ACCESS_KEY_ID: 'second', AWS_CREDENTIAL_EXPIRATION: FUTURE });
    expect(await provider()).toMatchObject({ accessKeyId: 'second' });
  });

  test('credentials that are valid, or do not say until when, are kept until a refresh is forced', async () => {
    for (const expiry of [{}, { AWS_CREDENTIAL_EXPIRATION: FUTURE }]) {
      setAll({ ...KEYS, ...expiry });
      const provider = openProvider();
      await provider();
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'second');
      expect(await provider()).toMatchObject({ accessKeyId: 'first' });
      expect(await provider({ forceRefresh: true })).toMatchObject({ accessKeyId: 'second' });
    }
  });

  test('the endpoint that Lambda names gives credentials, and is asked again when they have expired', async () => {
    const asked: Asked[] = [];
    const server = await startLoopbackServer((request, response) => {
      asked.push(request);
      const [AccessKeyId, Expiration] = asked.length === 1 ? ['first', PAST] : ['second', FUTURE];
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ AccessKeyId, SecretAccessKey: 'secret', Token: 'token', Expiration }));
    });
    try {
      setAll({
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.url}/credentials`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: 'authorized',
      });
      const provider = openProvider();
      await provider();
      expect(await provider()).toEqual({
        accessKeyId: 'second',
        secretAccessKey: 'secret',
        sessionToken: 'token',
        expiration: new Date(FUTURE),
        $source: { CREDENTIALS_HTTP: 'z' },
      });
      await provider();
      expect(asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
        ['/credentials', 'authorized'],
        ['/credentials', 'authorized'],
      ]);
    } finally {
      await server.stop();
    }
  });

  test('without credentials the error says so', async () => {
    await expect(openProvider()()).rejects.toMatchObject({
      name: 'CredentialsProviderError',
      message: 'Could not load credentials from any providers',
    });
  });
});
