import { expect, test } from 'vitest';
import { examinedVersion, type Finding, isContinued, isRebuilt } from '../../src/report/finding.ts';
import { rebuiltFinding } from '../../src/report/rebuild.ts';
import type { Trigger } from '../../src/report/trigger.ts';
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

test('a rewriting belongs to the run that is continued by its time and its trigger, where that was kept', () => {
  const at = new Date('2026-03-02T10:00:00Z');
  const rebuilt = (trigger?: Trigger) =>
    ({ outcome: 'opted-out', at, rebuilt: { software: 's', ...(trigger && { trigger }) } }) as Finding;
  const cli = { source: 'cli' } as const;
  expect(isContinued(rebuilt(cli), cli, at)).toBe(true);
  expect(isContinued(rebuilt(), cli, at)).toBe(true);
  expect(isContinued(rebuilt({ source: 'eventbridge' }), cli, at)).toBe(false);
  expect(isContinued(rebuilt(cli), cli, new Date(at.getTime() + 1))).toBe(false);
  expect(isContinued(rebuilt(cli), cli, undefined)).toBe(false);
  expect(isContinued({ outcome: 'missing', at } as Finding, cli, at)).toBe(false);
});
