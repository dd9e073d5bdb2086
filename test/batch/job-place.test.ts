/** Which jobs a place means: those that may have objects in it, and those that have no others. */
import { expect, test } from 'vitest';
import type { BatchJob } from '../../src/batch/job.ts';
import { isBeside, isWithinPlace, mayTouch } from '../../src/batch/job-place.ts';

const job = (parts: Partial<BatchJob>): BatchJob => ({
  id: 'one',
  status: 'Suspended',
  description: 'd',
  createdAt: new Date(0),
  total: 2,
  succeeded: 0,
  failed: 0,
  functionArn: undefined,
  bucket: 'b',
  reasons: [],
  report: undefined,
  ...parts,
});

test.each([
  [{ prefix: 'a/' }, 'a/', true, true],
  [{ prefix: 'a/b/' }, 'a/', true, true],
  [{ prefix: '' }, 'a/', true, false],
  [{ prefix: 'c/' }, 'a/', false, false],
  [{ prefix: undefined }, 'a/', true, false],
  [{ prefix: undefined }, '', true, true],
  [{ bucket: undefined }, '', true, false],
  [{ bucket: 'other', prefix: 'a/' }, 'a/', false, false],
])('a job of %j and the prefix %j: may touch it %j, is within it %j', (parts, prefix, touches, within) => {
  const place = { bucket: 'b', prefix };
  expect(mayTouch(job(parts), place)).toBe(touches);
  expect(isWithinPlace(job(parts), place)).toBe(within);
});

test.each([
  ['another suffix', { suffix: '.html' }, {}, false],
  ['the same suffix', {}, {}, true],
  ['another suffix and prefix', { suffix: '.html', prefix: 'a/' }, {}, true],
  ['another suffix and purpose', { suffix: '.html' }, { report: { bucket: 'r', prefix: 'other' } }, true],
  ['another bucket', {}, { bucket: 'other' }, false],
  ['a bucket that is not known', {}, { bucket: undefined, scope: undefined }, true],
])('a job of %s is beside one or not', (_name, differences, parts, isExpected) => {
  const scope = { bucket: 'b', prefix: '', suffix: '.ipynb', createdBefore: undefined };
  const one = job({ scope, report: { bucket: 'r', prefix: 'backfill' } });
  const other = job({ ...one, scope: { ...scope, ...differences }, ...parts });
  expect(isBeside(one, other)).toBe(isExpected);
  expect(isBeside(other, one)).toBe(isExpected);
});
