/** The functions that `sam build` made, started as the template says, with S3 on a server in this process (fauxqs). */
import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { BUCKET, putReports } from './event-expectations.ts';
import { LambdaProcess } from './lambda-process.ts';
import { LOCAL_CREDENTIALS, type LocalS3, startLocalS3 } from './s3-server.ts';
import { propertiesOf } from './template.ts';

/** Where `sam build` puts them. */
export const BUILT = new URL('../../.aws-sam/build/', import.meta.url).pathname;
if (!existsSync(BUILT)) throw new Error('nothing is built: run sam build');

interface FunctionProperties {
  readonly Handler: string;
  readonly Timeout: number;
  readonly Environment?: { readonly Variables: Record<string, string> };
}

/** The server; it has the reports of the events anew before each test. */
export let s3: LocalS3;
const running: LambdaProcess[] = [];
beforeAll(async () => {
  s3 = await startLocalS3(BUCKET);
});
beforeEach(() => putReports(s3));
afterEach(async () => {
  for (const process of running.splice(0)) await process.stop();
});
afterAll(() => s3.stop());

/** Starts a function with the handler, timeout and environment of the template; it is stopped after the test. */
export async function start(name: string, environment: Record<string, string> = {}): Promise<LambdaProcess> {
  const { Handler, Timeout, Environment } = propertiesOf<FunctionProperties>(name);
  const started = await LambdaProcess.start({
    folder: `${BUILT}${name}`,
    handler: Handler,
    timeoutMs: Timeout * 1000,
    environment: {
      ...Environment?.Variables,
      AWS_ENDPOINT_URL_S3: s3.endpointUrl,
      AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
      ...environment,
    },
  });
  running.push(started);
  return started;
}
