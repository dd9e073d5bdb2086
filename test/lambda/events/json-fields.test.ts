import type { S3EventRecord } from 'aws-lambda';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordsOf, textAt } from '../../../src/lambda/events/json-fields.ts';

test('the string at the end of a path is read', () => {
  const record = { s3: { object: { key: 'k', size: 1 } } };
  expect(textAt<S3EventRecord>(record, 's3', 'object', 'key')).toBe('k');
});

test('the compiler refuses paths that the type does not have', () => {
  // @ts-expect-error: it is called s3.object.key
  expect(textAt<S3EventRecord>({}, 's3', 'object', 'name')).toBeUndefined();
  // @ts-expect-error: an object is no string
  expect(textAt<S3EventRecord>({}, 's3', 'object')).toBeUndefined();
});

test('any value gives a string or nothing', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(typeof textAt<S3EventRecord>({ s3: value }, 's3', 'object', 'key')).toMatch(
        /^(?:string|undefined)$/,
      );
      expect(Array.isArray(recordsOf(value))).toBe(true);
    }),
  );
});
