/** HTML reports in a bucket with versions, in a store in memory. */
import { expect } from 'vitest';
import type { ReportTarget } from '../../src/report/report-target.ts';
import type { MemoryStore } from './memory-store.ts';
import { HTML, NOTEBOOK, RECORD, report, runOptOut, storeOf } from './opt-out-runs.ts';
import { generateReport } from './reports/report-generator.ts';

/** A report with every version of its page. */
export const ALL: ReportTarget = {
  bucket: 'b',
  objects: [
    { kind: 'notebook', key: NOTEBOOK.key, presence: 'expected' },
    { kind: 'html', key: HTML.key, presence: 'optional', versions: 'all' },
  ],
};
/** A page without a beacon, and one with. */
export const silent = generateReport({ outputBytes: 2000, hasBeacon: false }).html;
export const other = generateReport({ outputBytes: 3000 }).html;

/** A silent page, then one that reports, then the report's own. */
export function versioned(): MemoryStore {
  const store = storeOf({ isVersioned: true });
  store.put(HTML, silent);
  store.put(HTML, other);
  store.put(HTML, report.html);
  return store;
}

/** The findings on the versions of the page: outcome, version, whether it is the latest. */
export const ofHtml = async (store: MemoryStore, target = ALL, policy = RECORD) => {
  const { trail, findings } = await runOptOut(store, policy, target);
  expect(findings).toEqual(trail.filter(({ rebuilt }) => rebuilt === undefined));
  return trail
    .filter(({ kind }) => kind === 'html')
    .map(({ outcome, isLatest, before }) => `${outcome} ${before?.versionId} ${isLatest}`);
};
