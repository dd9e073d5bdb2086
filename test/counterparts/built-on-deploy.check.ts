/** The bundle of OnDeploy, run as built-artefact.check.ts runs the others, between CloudFormation and S3 on loopback. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { start } from '../support/built-functions.ts';
import { readEvent } from '../support/event-expectations.ts';

/** Listens on loopback; `answer` gets method, path and body. Answers its URL, and how to stop it. */
async function listen(
  answer: (method: string, path: string, body: string) => string,
): Promise<{ url: string; stop: () => Promise<unknown> }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    response.end(answer(request.method ?? '', request.url ?? '', text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

test('OnDeploy turns EventBridge on, and tells CloudFormation, also that it failed', async () => {
  const told: { Status: string }[] = [];
  const cloudFormation = await listen((_method, _path, body) => {
    told.push(JSON.parse(body));
    return '';
  });
  // Neither server at hand gives EventBridge back: this one keeps one bucket's configuration as it came.
  const others =
    '<QueueConfiguration><Id>a</Id><Queue>arn:aws:sqs:us-east-1:123456789012:q</Queue><Event>s3:ObjectRemoved:*</Event></QueueConfiguration>';
  let kept = `<NotificationConfiguration>${others}</NotificationConfiguration>`;
  const asked = new Set<string>();
  const notifications = await listen((method, path, body) => {
    asked.add(path);
    if (method === 'PUT') kept = body;
    return method === 'GET' ? kept : '';
  });
  try {
    const event = { ...(readEvent('on-deploy/create') as object), ResponseURL: cloudFormation.url };
    const lambda = await start('OnDeploy', { AWS_ENDPOINT_URL_S3: notifications.url });
    expect(await lambda.invoke(event)).toMatchObject({ kind: 'response', payload: null });
    expect(kept).toContain('<EventBridgeConfiguration/>');
    for (const part of ['<Id>a</Id>', ':q</Queue>', 's3:ObjectRemoved:*']) expect(kept).toContain(part);
    for (const path of asked) expect(path).toMatch(/^\/sagemaker-us-east-1-123456789012\/\?notification=?$/);
    await lambda.invoke({ ...event, RequestType: 'Delete' });
    expect(kept).toContain('<EventBridgeConfiguration/>');
    const other = await start('OnDeploy');
    await other.invoke({ ...event, ResourceProperties: { Buckets: ['no-such-bucket'] } });
    expect(told.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS', 'FAILED']);
  } finally {
    await cloudFormation.stop();
    await notifications.stop();
  }
});
