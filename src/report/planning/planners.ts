/**
 * The planners of notebooks and HTML reports bring parsers. Each is loaded when an object of its kind is read for the
 * first time, while the bytes are on their way, so that no start waits for it.
 */
import type { planHtml as PlanHtml } from '../../html/plan.ts';
import type { planNotebook as PlanNotebook } from '../../notebook/plan.ts';
import type { ObjectKind } from '../key.ts';

const loaded: { notebook?: typeof PlanNotebook; html?: typeof PlanHtml } = {};

/** Plans a notebook. @throws Error when no notebook was read: that is a bug */
export const planNotebook: typeof PlanNotebook = (...of) => assertLoaded(loaded.notebook)(...of);

/** Plans an HTML report. @throws Error when no HTML report was read: that is a bug */
export const planHtml: typeof PlanHtml = (...of) => assertLoaded(loaded.html)(...of);

/** The answer of `reading` an object of this kind; the planner for it is loaded meanwhile. */
export async function loadPlannerWhile<Answer>(kind: ObjectKind, reading: Promise<Answer>): Promise<Answer> {
  const [answer] = await Promise.all([reading, load(kind)]);
  return answer;
}

async function load(kind: ObjectKind): Promise<void> {
  if (kind === 'notebook') loaded.notebook ??= (await import('../../notebook/plan.ts')).planNotebook;
  else loaded.html ??= (await import('../../html/plan.ts')).planHtml;
}

function assertLoaded<Planner>(planner: Planner | undefined): Planner {
  if (planner === undefined) throw new Error('the planner is loaded with the object that it plans');
  return planner;
}
