/** An object that was read ahead is assessed before its turn, and nobody can tell by what comes out. */
import { describe, expect, test } from 'vitest';
import type { OptOutContext } from '../../src/report/opt-out.ts';
import { assessAndEdit } from '../../src/report/planning/assess-and-edit.ts';
import { loadPlanner } from '../../src/report/planning/planners.ts';
import type { Policy } from '../../src/report/policy.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import { BOTH, HTML, NOTEBOOK, RECORD, runOptOut, SILENCE, storeOf } from '../support/opt-out-runs.ts';

type AssessAhead = NonNullable<OptOutContext['assessAhead']>;

/** The kinds of what was assessed ahead, and the results. */
async function runAhead(
  store: MemoryStore,
  policy: Policy,
  assess: AssessAhead = async (task) => assessAndEdit(task),
) {
  const kinds: string[] = [];
  const assessAhead: AssessAhead = (task) => {
    kinds.push(task.kind);
    const assessing = assess(task);
    store.log.push(`assess ${task.kind}`);
    return assessing;
  };
  return { ...(await runOptOut(store, policy, BOTH, undefined, { readsAhead: true, assessAhead })), kinds };
}

describe('a page that was read ahead', () => {
  test.each([
    ['silenced', SILENCE],
    ['recorded', RECORD],
    ['planned', { ...SILENCE, mode: 'dry-run' }],
  ] as const)('is %s as in its turn, with what its notebook says', async (_title, policy) => {
    const [store, other] = [storeOf(), storeOf()];
    const { findings, kinds } = await runAhead(store, policy);
    expect(findings).toEqual((await runOptOut(other, policy)).findings);
    expect(findings[1]?.html).toMatchObject(policy.mode === 'dry-run' ? {} : { optedOutAt: findings[0]?.at });
    expect(store.peek(HTML)).toEqual(other.peek(HTML));
    expect(kinds).toEqual(['html']);
  });

  test('is assessed before the notebook is written', async () => {
    const store = storeOf();
    await runAhead(store, SILENCE);
    const [assessed, replaced] = ['assess html', `replace ${NOTEBOOK.key} replaced`].map((entry) =>
      store.log.indexOf(entry),
    );
    expect(assessed).toBeGreaterThan(0);
    expect(replaced).toBeGreaterThan(assessed ?? 0);
  });

  test('keeps its bytes until its turn when its record may have to be made again', async () => {
    const store = storeOf();
    const { findings } = await runOptOut(store, SILENCE);
    const again = await runAhead(store, SILENCE);
    expect(again.kinds).toEqual([]);
    expect(again.trail.filter(({ outcome }) => outcome === 'silenced')).toMatchObject([
      { at: findings[1]?.at },
    ]);
  });

  test('is assessed in its turn where it is not ahead', async () => {
    const [store, other] = [storeOf(), storeOf()];
    const { findings, kinds } = await runAhead(store, SILENCE, () => undefined);
    expect(kinds).toEqual(['html']);
    expect(findings).toEqual((await runOptOut(other, SILENCE)).findings);
  });

  test('and breaks its assessment ends its report in its turn, if that comes', async () => {
    const bug = new Error('bug');
    const store = storeOf();
    await expect(runAhead(store, SILENCE, () => Promise.reject(bug))).rejects.toBe(bug);
    expect(store.log).toContain('record opted-out');
    const fault = new Error('fault');
    const broken = storeOf();
    broken.replace = async () => {
      throw fault;
    };
    await expect(runAhead(broken, SILENCE, () => Promise.reject(bug))).rejects.toBe(fault);
  });

  test('and changes meanwhile is assessed anew', async () => {
    await loadPlanner('notebook');
    const store = storeOf();
    const { findings, kinds } = await runAhead(store, SILENCE, async (task) => {
      const assessed = assessAndEdit(task);
      store.put(HTML, Buffer.concat([task.object.bytes, Buffer.from('\n')]));
      return assessed;
    });
    expect(kinds).toEqual(['html']);
    expect(findings[1]).toMatchObject({ outcome: 'silenced' });
    expect(Buffer.from(store.peek(HTML).bytes).toString()).toMatch(/\n$/);
  });
});
