/** The functions that `sam build` made, started as the template says, with S3 on a server in this process (fauxqs). */
import { existsSync } from 'node:fs';
import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished } from 'vitest';
import { ledgerKey } from '../../../src/audit/record/ledger.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { listLedgerObjects } from '../../../src/aws/ledger/read-s3-ledger.ts';
import { BUCKET, putReports } from '../../support/event-expectations.ts';
import { startLoopbackServer } from '../../support/servers/loopback-server.ts';
import { LOCAL_CREDENTIALS, type LocalS3, startLocalS3 } from '../../support/servers/s3-server.ts';
import { propertiesOf } from '../../support/template/template.ts';
import { expectValidRecord } from '../../support/validate-record.ts';

import { LambdaProcess } from './lambda-process.ts';

/** The bucket of the ledger, in the place of the one that CloudFormation would make. */
export const LEDGER = 'ledger';

/** Where the check's `sam build` puts them. */
export const BUILT = new URL('../../../.aws-sam/runtime-check/', import.meta.url).pathname;
if (!existsSync(BUILT)) throw new Error('nothing is built: run npm run verify -- runtime');

interface FunctionProperties {
  readonly Handler: string;
  readonly Timeout: number;
  readonly Environment?: { readonly Variables: Record<string, string> };
}

/** The server; it has the reports of the events anew, and an empty ledger, before each test. */
export let s3: LocalS3;
const running: LambdaProcess[] = [];
beforeAll(async () => {
  s3 = await startLocalS3(BUCKET);
  s3.server.createBucket(LEDGER);
});
beforeEach(async () => {
  await putReports(s3);
  for await (const { key } of listLedgerObjects(s3.client, LEDGER, ''))
    await s3.client.send(new DeleteObjectCommand({ Bucket: LEDGER, Key: key }));
});
afterEach(async () => {
  for (const process of running.splice(0)) await process.stop();
});
afterAll(() => s3.stop());

/** The records in the ledger, by id. */
export async function readLedger(): Promise<Map<string, AuditRecord>> {
  const records = new Map<string, AuditRecord>();
  for await (const { key } of listLedgerObjects(s3.client, LEDGER, '')) {
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: LEDGER, Key: key }));
    const record: unknown = JSON.parse((await Body?.transformToString()) ?? '');
    expectValidRecord(record);
    expect(key).toBe(ledgerKey(record));
    records.set(record.id, record);
  }
  return records;
}

/** Starts a function with the handler, timeout and environment of the template; it is stopped after the test. */
export async function start(name: string, environment: Record<string, string> = {}): Promise<LambdaProcess> {
  const { Handler, Timeout, Environment } = propertiesOf<FunctionProperties>(name, {
    WatchTrainingJobs: 'true',
  });
  const started = await LambdaProcess.start({
    folder: `${BUILT}${name}`,
    handler: Handler,
    timeoutMs: Timeout * 1000,
    environment: {
      ...Environment?.Variables,
      AWS_ENDPOINT_URL_S3: s3.endpointUrl,
      AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
      // CloudFormation makes it and gives it its name.
      ...(Environment === undefined ? {} : { LEDGER_BUCKET: LEDGER }),
      ...environment,
    },
  });
  running.push(started);
  return started;
}

/** Listens on loopback until the test ends; answers the URL. */
export async function listen(answer: Parameters<typeof startLoopbackServer>[0]): Promise<string> {
  const { url, stop } = await startLoopbackServer(answer);
  onTestFinished(stop);
  return url;
}
