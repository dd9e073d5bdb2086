import { expect, test } from 'vitest';
import { examinedVersion, isRebuilt } from '../../src/report/finding.ts';
import { rebuiltFinding } from '../../src/report/rebuild.ts';
import { NOTEBOOK, RECORD, runOptOut, storeOf } from '../support/opt-out-runs.ts';

test('a finding that was made again is known as that, and the first one is not', async () => {
  const store = storeOf();
  const [first] = (await runOptOut(store, RECORD)).findings;
  const again = rebuiltFinding({ kind: 'notebook', ...NOTEBOOK }, store.peek(NOTEBOOK));
  expect([first && isRebuilt(first), again && isRebuilt(again)]).toEqual([false, true]);
});

test('only an object that was there has a version', () => {
  const location = { kind: 'notebook', ...NOTEBOOK, at: new Date(0) } as const;
  const refused = { ...location, outcome: 'refused', reason: 'archived', detail: 'archived' } as const;
  const version = { ...refused, lastModified: new Date(0), before: { etag: 'e', sizeBytes: 1 } };
  expect(examinedVersion({ ...location, outcome: 'missing' })).toBeUndefined();
  expect(examinedVersion(refused)).toBeUndefined();
  expect(examinedVersion(version)).toBe(version);
});
