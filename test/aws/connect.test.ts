/** S3 clients: options come before the environment, and every wait has a limit. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectS3 } from '../../src/aws/connect.ts';

beforeEach(() => {
  for (const name of ['AWS_REGION', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3']) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test('an own server has its buckets in the path, and some region', async () => {
  const { config } = connectS3({ endpointUrl: 'http://127.0.0.1:1' });
  expect([config.forcePathStyle, config.followRegionRedirects, await config.region()]).toEqual([
    true,
    false,
    'us-east-1',
  ]);
});

test('the environment may name the server and the region', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  const { config } = connectS3({});
  expect([config.forcePathStyle, await config.region()]).toEqual([true, 'eu-west-1']);
});

test('AWS itself has buckets as hosts, and is followed to the region of a bucket', async () => {
  const { config } = connectS3({ region: 'eu-west-1' });
  expect([config.forcePathStyle, config.followRegionRedirects, await config.region()]).toEqual([
    false,
    true,
    'eu-west-1',
  ]);
});

test('waiting for a connection, for a byte and for an answer all end', async () => {
  const { requestHandler } = connectS3({ endpointUrl: 'http://127.0.0.1:1' }).config;
  // The handler takes its settings over when it is first used.
  await requestHandler.handle({} as never, { abortSignal: AbortSignal.abort() }).catch(() => {});
  const { httpHandlerConfigs } = requestHandler as unknown as { httpHandlerConfigs: () => unknown };
  expect(httpHandlerConfigs.call(requestHandler)).toMatchObject({
    connectionTimeout: 5_000,
    socketTimeout: 30_000,
    requestTimeout: 300_000,
    throwOnRequestTimeout: true,
  });
});
