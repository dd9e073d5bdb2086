/** A report that was rewritten in a store in memory, and the use case of the way back run on it. */
import { expect } from 'vitest';
import { renderRecord } from '../../src/audit/record/render-record.ts';
import type { KnownRewriting } from '../../src/report/find-earlier-bytes.ts';
import { restoreObject } from '../../src/report/restore.ts';
import { software } from '../../src/report/software.ts';
import { defined } from '../../src/text/defined.ts';
import type { MemoryStore } from './memory-store.ts';
import { BOTH, HTML, NOTEBOOK, runOptOut, SILENCE, storeOf } from './opt-out-runs.ts';
import type { AnyFinding } from './reports/finding-fields.ts';
import { expectValidRecord } from './validate-record.ts';

/** The locations of the report's objects. */
export const LOCATIONS = {
  notebook: { kind: 'notebook', ...NOTEBOOK },
  html: { kind: 'html', ...HTML },
} as const;

/** Restores one object; the finding must be on the trail, and its record valid. */
export async function runRestore(
  store: MemoryStore,
  kind: keyof typeof LOCATIONS,
  known: readonly KnownRewriting[] = [],
  mode: 'enforce' | 'dry-run' = 'enforce',
) {
  const trail: AnyFinding[] = [];
  const append = async (finding: AnyFinding) => {
    expectValidRecord(renderRecord(finding, { trigger: { source: 'cli' }, software }));
    trail.push(finding);
  };
  const clock = { now: () => new Date(0), sleep: async () => {}, random: () => 0 };
  const finding: AnyFinding | undefined = await restoreObject(
    LOCATIONS[kind],
    known,
    { mode, sizeLimitBytes: 1e6 },
    { store, trail: { append }, clock },
  );
  if (trail.length > 0) expect(trail.at(-1)).toEqual(finding);
  return { finding, trail };
}

/** A store with both objects rewritten, and what the records know of that. */
export async function rewritten(options: ConstructorParameters<typeof MemoryStore>[0] = {}) {
  const store = storeOf(options);
  const { findings } = await runOptOut(store, SILENCE, BOTH);
  const [notebook, html] = findings.map(knownOf);
  if (notebook === undefined || html === undefined) throw new Error('not rewritten');
  return { store, known: { notebook: [notebook], html: [html] } };
}

/** What the record of a rewriting tells restoring; undefined for any other finding. */
export function knownOf(finding: AnyFinding): KnownRewriting | undefined {
  const { at, lastModified, papermillTime, before, after, edits, processingJobArn } = finding;
  if (before?.sha256 === undefined || after === undefined) return undefined;
  return {
    at,
    before: { ...before, sha256: before.sha256, ...defined({ lastModified }) },
    after,
    ...defined({ edits, processingJobArn, papermillTime }),
  };
}
