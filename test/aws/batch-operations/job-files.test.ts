/** Files that are written once, whoever else writes them, and whatever becomes of the answer. */
import { expect, onTestFinished, test } from 'vitest';
import { createJobFile } from '../../../src/aws/batch-operations/job-files.ts';
import { connectS3 } from '../../../src/aws/connect.ts';
import { startLoopbackServer } from '../../support/servers/loopback-server.ts';
import { answerS3, type Buckets } from '../../support/servers/plain-s3.ts';
import { pointSdkAt } from '../../support/servers/s3-server.ts';

const PLACE = { bucket: 'b', key: 'k' };

/** A server that keeps what it is given, and answers requests of these methods with this status, so many times. */
async function keeping(lost: readonly string[] = [], status = 500, times = 1) {
  const buckets: Buckets = new Map([['b', new Map()]]);
  let count = 0;
  const { url, stop } = await startLoopbackServer((asked, response) => {
    if (!lost.includes(asked.method) || count === times) return void answerS3(asked, buckets, response);
    count += 1;
    const nobody = { writeHead: () => ({ end: () => {} }) };
    answerS3(asked, buckets, nobody as never);
    response.writeHead(status).end();
  });
  onTestFinished(stop);
  pointSdkAt(url);
  return { client: connectS3({ endpointUrl: url }), textOf: () => buckets.get('b')?.get('k')?.body };
}

test('of two writers at once one has written it', async () => {
  const { client, textOf } = await keeping();
  const written = await Promise.all(['1', '2'].map((text) => createJobFile(client, PLACE, text)));
  expect(written.toSorted()).toEqual([false, true]);
  expect(textOf()).toBe(String(written.indexOf(true) + 1));
  expect(await createJobFile(client, PLACE, '3')).toBe(false);
});

test('who gets no answer and is refused because of the own file has written it', async () => {
  const { client, textOf } = await keeping(['PUT']);
  expect(await createJobFile(client, PLACE, 'text')).toBe(true);
  expect(textOf()).toBe('text');
  expect(await createJobFile(client, PLACE, 'text')).toBe(false);
});

test('whose file it is cannot be asked: that is a fault', async () => {
  const { client } = await keeping(['HEAD'], 403);
  expect(await createJobFile(client, PLACE, 'text')).toBe(true);
  await expect(createJobFile(client, PLACE, 'text')).rejects.toThrow('cannot read s3://b/k: access denied');
});
