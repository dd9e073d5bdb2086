/** What jobs that ended early did not reach, and which later jobs take it out. */
import { expect, test } from 'vitest';
import type { BatchJob, GeneratedScope } from '../../src/batch/job.ts';
import { Unreached } from '../../src/batch/unreached.ts';
import { Fault } from '../../src/report/fault.ts';

const job = (parts: Partial<BatchJob>): BatchJob => ({
  id: 'early',
  status: 'Cancelled',
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
const scope: GeneratedScope = { bucket: 'b', prefix: 'a/', suffix: '.html', createdBefore: undefined };
const manifest = { bucket: 'reports', key: 'manifests/b/1.csv' };
const opened = (text: string) => async () =>
  (async function* () {
    yield Buffer.from(text);
  })();
const nothing = async () => undefined;

/** Those of a job over a list. */
async function listed(text: string, parts: Partial<BatchJob> = {}): Promise<Unreached> {
  const unreached = new Unreached();
  await unreached.add(job({ manifest, ...parts }), opened(text));
  return unreached;
}

test('a job that did not end early has nothing left', () => {
  expect(new Unreached().has('early')).toBe(false);
});

test.each([
  [scope, false],
  [{ ...scope, prefix: '' }, false],
  [{ ...scope, suffix: '.ipynb' }, true],
  [undefined, true],
])('of a scope is left after all of %j: %j', async (later, isLeft) => {
  const unreached = new Unreached();
  await unreached.add(job({ scope }), nothing);
  unreached.reach({ bucket: 'b', key: 'a/1.html' });
  expect(unreached.has('early')).toBe(true);
  unreached.complete({ scope: later, createdAt: new Date(0) });
  expect(unreached.has('early')).toBe(isLeft);
});

test('of a list is left what no row is about', async () => {
  const unreached = await listed('b,a/x%20y.html\nb,a/2.html\n');
  unreached.reach({ bucket: 'b', key: 'a/x y.html' });
  expect(unreached.has('early')).toBe(true);
  unreached.reach({ bucket: 'b', key: 'a/2.html' });
  expect(unreached.has('early')).toBe(false);
});

test.each([
  [scope, false],
  [{ ...scope, bucket: 'c' }, true],
  [{ ...scope, prefix: 'z/' }, true],
  [{ ...scope, suffix: '.ipynb' }, true],
  // When the objects of a list were written is not known.
  [{ ...scope, createdBefore: new Date(1) }, true],
])('of a list is left after all of %j: %j', async (later, isLeft) => {
  const unreached = await listed('b,a/1.html\n');
  unreached.complete({ scope: later, createdAt: new Date(0) });
  expect(unreached.has('early')).toBe(isLeft);
});

test.each([
  ['a list that is not encoded', 'b,%zz\n', {}],
  ['a list that is longer than ours', many(100_001), {}],
  ['a list with a row that is far too long', `b,${'a'.repeat(1_048_576)}\n`, {}],
  ['a list that is none of ours', 'b,a/1.html\n', { bucket: undefined }],
  ['no list at all', '', { manifest: undefined }],
])('nobody can say what is left of %s', async (_name, text, parts) => {
  const unreached = await listed(text, parts);
  unreached.reach({ bucket: 'b', key: 'a/1.html' });
  unreached.complete({ scope: { ...scope, prefix: '', suffix: '' }, createdAt: new Date(0) });
  expect(unreached.has('early')).toBe(true);
});

test('nor of a list that cannot be read, and says why; what meets every file is a fault', async () => {
  const deny = (isGeneral: boolean) => async () => {
    throw new Fault('access-denied', 'no', { retryable: false, isGeneral });
  };
  const unreached = new Unreached();
  expect(await unreached.add(job({ manifest }), deny(false))).toMatchObject({ message: 'no' });
  unreached.reach({ bucket: 'b', key: 'a/1.html' });
  expect(unreached.has('early')).toBe(true);
  await expect(unreached.add(job({ manifest }), deny(true))).rejects.toThrow('no');
});

test('a row about another bucket is none of the list', async () => {
  const unreached = await listed('b,a/1.html\n');
  unreached.reach({ bucket: 'c', key: 'a/1.html' });
  expect(unreached.has('early')).toBe(true);
});

test('nor of a list that is gone; a row without a key is none', async () => {
  const unreached = new Unreached();
  await unreached.add(job({ manifest }), nothing);
  expect(unreached.has('early')).toBe(true);
  const empty = await listed('b\n');
  empty.reach({ bucket: 'b', key: '' });
  expect(empty.has('early')).toBe(false);
});

function many(count: number): string {
  return Array.from({ length: count }, (_, at) => `b,a/${at}\n`).join('');
}

test('of a job that was created later, all of an earlier one takes out nothing', async () => {
  const unreached = new Unreached();
  await unreached.add(job({ scope, createdAt: new Date(1) }), nothing);
  unreached.complete({ scope, createdAt: new Date(0) });
  expect(unreached.has('early')).toBe(true);
  unreached.complete({ scope, createdAt: new Date(1) });
  expect(unreached.has('early')).toBe(false);
});
