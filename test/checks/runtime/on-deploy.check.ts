/** The bundle of OnDeploy, run as artefact.check.ts runs the others, between CloudFormation and S3 on loopback. */
import { expect, test } from 'vitest';
import { readEvent } from '../../support/event-expectations.ts';
import { listen, start } from './built-functions.ts';

test('OnDeploy turns EventBridge on, and tells CloudFormation, also that it failed', async () => {
  const told: { Status: string }[] = [];
  const cloudFormation = await listen(({ body }, response) => {
    told.push(JSON.parse(body));
    response.end();
  });
  // Neither server at hand gives EventBridge back: this one keeps one bucket's configuration as it came.
  const others =
    '<QueueConfiguration><Id>a</Id><Queue>arn:aws:sqs:us-east-1:123456789012:q</Queue><Event>s3:ObjectRemoved:*</Event></QueueConfiguration>';
  let kept = `<NotificationConfiguration>${others}</NotificationConfiguration>`;
  const asked = new Set<string>();
  const notifications = await listen(({ method, path, body }, response) => {
    asked.add(path);
    if (method === 'PUT') kept = body;
    response.end(method === 'GET' ? kept : '');
  });
  const event = { ...(readEvent('on-deploy/create') as object), ResponseURL: cloudFormation };
  const lambda = await start('OnDeploy', { AWS_ENDPOINT_URL_S3: notifications });
  expect(await lambda.invoke(event)).toMatchObject({ kind: 'response', payload: null });
  expect(kept).toContain('<EventBridgeConfiguration/>');
  for (const part of ['<Id>a</Id>', ':q</Queue>', 's3:ObjectRemoved:*']) expect(kept).toContain(part);
  for (const path of asked) expect(path).toMatch(/^\/sagemaker-us-east-1-123456789012\/\?notification=?$/);
  await lambda.invoke({ ...event, RequestType: 'Delete' });
  expect(kept).toContain('<EventBridgeConfiguration/>');
  const other = await start('OnDeploy');
  await other.invoke({ ...event, ResourceProperties: { Buckets: ['no-such-bucket'] } });
  expect(told.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS', 'FAILED']);
});
