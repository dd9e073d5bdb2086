/** Why tasks fail, by what stands in the completion report. */
import { expect, test } from 'vitest';
import { failureOf } from '../../src/batch/task-failure.ts';

test.each([
  ['notebook refused not-json: unexpected end', 'PermanentFailure', 'refused', 'not-json'],
  ['notebook opted-out; html refused several-beacons: two', 'PermanentFailure', 'refused', 'several-beacons'],
  ['the key is not that of a report: correct the manifest', 'PermanentFailure', 'refused', 'no-report'],
  ['cannot write s3://b/k: access denied', 'PermanentFailure', 'fault', 'fault'],
  ['notebook contended', 'TemporaryFailure', 'contended', 'contended'],
  ['notebook contended; html refused not-html: y', 'TemporaryFailure', 'contended', 'contended'],
  ['cannot read s3://b/notebook refused abc: x: access denied', 'PermanentFailure', 'fault', 'fault'],
  ['Lambda returned function error: {}', 'PermanentFailure', 'service', 'PermanentFailure'],
  ['', 'AccessDenied', 'service', 'AccessDenied'],
  ['', '', 'service', 'unknown'],
])('%j with %j is %s (%s)', (message, errorCode, cause, reason) => {
  const row = { bucket: 'b', key: 'k', isSucceeded: false, errorCode, message };
  expect(failureOf(row)).toEqual({ key: 'k', cause, reason, detail: message || 'no message' });
});

test('what a reconciliation says before the answer is no part of it', () => {
  const row = { bucket: 'b', key: 'k', isSucceeded: false, errorCode: 'PermanentFailure' };
  const message = 'not on record before: cannot read s3://b/k: throttled';
  expect(failureOf({ ...row, message })).toMatchObject({
    cause: 'fault',
    detail: 'cannot read s3://b/k: throttled',
  });
});
