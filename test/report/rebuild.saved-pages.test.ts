/** Notebooks whose saved outputs hold a beacon, through a crash and back: with the edits at hand, and without. */
import { beforeAll, describe, expect, test } from 'vitest';
import { loadPlannerWhile } from '../../src/report/planning/planners.ts';
import type { Policy } from '../../src/report/policy.ts';
import type { ObjectVersion, Provenance } from '../../src/report/ports.ts';
import { rebuiltFinding } from '../../src/report/rebuild.ts';
import { NOTEBOOK, RECORD, report, runOptOut, SILENCE, storeOf, TRIGGER } from '../support/opt-out-runs.ts';
import { displayed, writeSavedPages } from '../support/reports/saved-pages.ts';
import { runRestore } from '../support/restore-runs.ts';

beforeAll(() => loadPlannerWhile('notebook', Promise.resolve()));

const LOCATION = { kind: 'notebook', ...NOTEBOOK } as const;
const outputs = [displayed(report.html.toString())];
const rebuilt = { software: 'profiler-opt-out/test', trigger: TRIGGER };

function withoutEdits(object: ObjectVersion): ObjectVersion {
  const { edits: _edits, ...provenance } = object.provenance as Provenance;
  return { ...object, provenance };
}

async function apply(source: string, policy: Policy) {
  const notebook = writeSavedPages(outputs, 4, source);
  const store = storeOf({ isVersioned: true }, { ...report, notebook });
  const { findings } = await runOptOut(store, policy);
  return { notebook, store, finding: findings[0] };
}

describe.each([
  ['opted out and silenced', 'setup_profiler_report(arn)', SILENCE, 'opted-out', 2],
  ['opted out only', 'setup_profiler_report(arn)', RECORD, 'opted-out', 1],
  ['silenced without a call', 'x', SILENCE, 'silenced', 1],
  ['silenced when it was opted out', 'setup_profiler_report(arn, opt_out=True)', SILENCE, 'silenced', 1],
] as const)('a notebook that is %s', (_title, source, policy, outcome, edits) => {
  test('has its finding made again from the object', async () => {
    const { store, finding } = await apply(source, policy);
    expect(finding).toMatchObject({ outcome, embedded: [{ cell: 2 }] });
    expect(finding?.edits).toHaveLength(edits);
    expect(rebuiltFinding(LOCATION, store.peek(NOTEBOOK))).toEqual({ ...finding, rebuilt });
  });

  test('has it made again without the edits, which had no room', async () => {
    const { store, finding } = await apply(source, policy);
    expect(rebuiltFinding(LOCATION, withoutEdits(store.peek(NOTEBOOK)))).toMatchObject({
      outcome,
      before: finding?.before,
    });
  });

  test('is restored, from its provenance or from the earlier version', async () => {
    const { store, notebook } = await apply(source, policy);
    expect((await runRestore(store, 'notebook')).finding).toMatchObject({ outcome: 'restored' });
    expect(Buffer.compare(store.peek(NOTEBOOK).bytes, notebook)).toBe(0);
    const again = await apply(source, policy);
    const { at, before, after } = again.finding as never as Record<'at' | 'before' | 'after', never>;
    again.store.put(NOTEBOOK, again.store.peek(NOTEBOOK).bytes);
    const { finding } = await runRestore(again.store, 'notebook', [{ at, before, after }]);
    expect(finding).toMatchObject({ outcome: 'restored' });
    expect(Buffer.compare(again.store.peek(NOTEBOOK).bytes, notebook)).toBe(0);
  });
});

test('silencing a notebook is not taken for opting it out', async () => {
  const { store } = await apply('setup_profiler_report(arn, opt_out=True)', SILENCE);
  const { findings } = await runOptOut(store, SILENCE);
  expect(findings.map(({ outcome }) => outcome)).toEqual(['already-opted-out', 'silent']);
  expect(findings[1]?.html).not.toHaveProperty('optedOutAt');
});
