/** Whether an object is there, by the SDK's own commands. */
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { answer, failure, REF, s3, store } from '../support/sdk-store.ts';

test('an object is there when its first byte comes, and no more of it is asked for', async () => {
  answer({}, 'b');
  expect(await store.exists(REF)).toBe(true);
  expect(s3.calls()).toHaveLength(1);
  expect(s3.call(0).args[0].input).toEqual({ Bucket: 'b', Key: REF.key, Range: 'bytes=0-0' });
});

test.each<[string, boolean, Error]>([
  ['empty', true, failure('InvalidRange', 416)],
  ['archived', true, failure('InvalidObjectState', 403)],
  ['encrypted with a key of the customer', true, failure('InvalidRequest', 400, 'Server Side Encryption')],
  ['not there', false, failure('NoSuchKey', 404)],
])('an object that is %s: %s', async (_what, isThere, error) => {
  s3.on(GetObjectCommand).rejects(error);
  expect(await store.exists(REF)).toBe(isThere);
});

test('a bucket that is not there, and access denied, are faults', async () => {
  s3.on(GetObjectCommand).rejects(failure('NoSuchBucket', 404));
  await expect(store.exists(REF)).rejects.toMatchObject({ name: 'Fault', code: 'not-found' });
  s3.on(GetObjectCommand).rejects(failure('AccessDenied', 403));
  await expect(store.exists(REF)).rejects.toMatchObject({ name: 'Fault', code: 'access-denied' });
});
