/**
 * The planners of notebooks and HTML reports bring parsers. Each is loaded when an object that needs it is read for the
 * first time, while the bytes are on their way, so that no start waits for it. A notebook may hold HTML in its saved
 * outputs, and so needs both.
 */
import type { planHtml as PlanHtml } from '../../html/plan.ts';
import type { findSpellings as FindSpellings } from '../../html/spellings.ts';
import type { planNotebook as PlanNotebook } from '../../notebook/plan.ts';
import type { NotebookVerdict } from '../../verdict.ts';
import type { ObjectKind } from '../key.ts';

const loaded: {
  notebook?: typeof PlanNotebook;
  html?: { readonly planHtml: typeof PlanHtml; readonly findSpellings: typeof FindSpellings };
} = {};

/** Plans a notebook and the pages in its saved outputs. @throws Error when no notebook was read: that is a bug */
export function planNotebook(
  bytes: Uint8Array,
  options: { readonly sizeLimitBytes?: number } = {},
): NotebookVerdict {
  const plan = assertLoaded(loaded.notebook);
  const { planHtml, findSpellings } = assertLoaded(loaded.html);
  return plan(bytes, {
    ...options,
    pages: {
      mayHoldBeacon: (content) => findSpellings(content).length > 0,
      // The limit is that of the file around it.
      plan: (page) => planHtml(page, { sizeLimitBytes: Number.POSITIVE_INFINITY }),
    },
  });
}

/** Plans an HTML report. @throws Error when no HTML report was read: that is a bug */
export const planHtml: typeof PlanHtml = (...of) => assertLoaded(loaded.html).planHtml(...of);

/** The answer of `reading` an object of this kind; the planner for it is loaded meanwhile. */
export async function loadPlannerWhile<Answer>(kind: ObjectKind, reading: Promise<Answer>): Promise<Answer> {
  const [answer] = await Promise.all([reading, loadPlanner(kind)]);
  return answer;
}

/** Loads what objects of this kind are planned with. */
export async function loadPlanner(kind: ObjectKind): Promise<void> {
  await Promise.all([loadHtml(), kind === 'notebook' ? loadNotebook() : undefined]);
}

async function loadNotebook(): Promise<void> {
  loaded.notebook ??= (await import('../../notebook/plan.ts')).planNotebook;
}

async function loadHtml(): Promise<void> {
  loaded.html ??= await import('./html-planner.ts');
}

function assertLoaded<Planner>(planner: Planner | undefined): Planner {
  if (planner === undefined) throw new Error('the planner is loaded with the object that it plans');
  return planner;
}
