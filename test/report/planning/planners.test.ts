/** Planners are loaded with the first object of their kind, and no sooner. */
import { expect, test, vi } from 'vitest';

test('a planner is there once an object of its kind was read', async () => {
  vi.resetModules();
  const { loadPlannerWhile, planHtml, planNotebook } = await import(
    '../../../src/report/planning/planners.ts'
  );
  const empty = new Uint8Array();
  // A notebook may hold a page, and so its planner brings that of pages.
  for (const [kind, plan] of [
    ['html', planHtml],
    ['notebook', planNotebook],
  ] as const) {
    expect(() => plan(empty)).toThrow('the planner is loaded with the object that it plans');
    expect(await loadPlannerWhile(kind, Promise.resolve('answer'))).toBe('answer');
    expect(plan(empty)).toMatchObject({ kind: 'refused', reason: 'empty' });
  }
});

test('an object that cannot be read fails as it does without a planner', async () => {
  const { loadPlannerWhile } = await import('../../../src/report/planning/planners.ts');
  await expect(loadPlannerWhile('html', Promise.reject(new Error('gone')))).rejects.toThrow('gone');
});
