/** Places as people and command lines name them. */
import { expect, test } from 'vitest';
import { describePlace } from '../../../src/audit/ledger/place.ts';

test.each([
  ['b', '', 's3://b'],
  ['b', 'a/b c', 's3://b/a/b c'],
  ['file:///data/x%20y', 'a/b', '/data/x y/a/b'],
  ['file:///data', '', '/data'],
  ['file:///', 'a', '/a'],
  ['file:///', '', '/'],
  ['file:///%ff', 'a', 'file:///%ff/a'],
])('%s %s is %s', (bucket, key, place) => {
  expect(describePlace(bucket, key)).toBe(place);
});
