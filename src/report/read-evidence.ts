/** Reads an HTML report for its evidence on usage reporting: no more of it than that takes. */

import { defined } from '../text/defined.ts';
import type { Beacon } from '../verdict.ts';
import { loadPlannerWhile, planHtml } from './planning/planners.ts';
import type { EndOfObject, ObjectRef, ReadAnswer, ReportStore } from './ports.ts';

/** The whole object, or its end and the beacon in it. */
export type EvidenceAnswer =
  | ReadAnswer
  | { readonly kind: 'end'; readonly end: EndOfObject; readonly beacon: Beacon };

/**
 * Reads the end first, where the beacon of real reports is, and the whole version when no beacon is there, or
 * when it was rewritten here, since making its record again takes all of its bytes.
 * @throws Fault
 */
export async function readForEvidence(
  store: ReportStore,
  ref: ObjectRef,
  sizeLimitBytes: number,
): Promise<EvidenceAnswer> {
  const answer = await loadPlannerWhile('html', store.readEnd(ref, sizeLimitBytes));
  if (answer.kind !== 'end') return answer;
  const { end } = answer;
  const verdict = planHtml(end.bytes);
  if (verdict.kind === 'reports-usage' && end.provenance === undefined) {
    return { kind: 'end', end, beacon: verdict.beacon };
  }
  const { versionId } = end;
  return store.read({ ...ref, ...defined({ versionId }) }, sizeLimitBytes);
}
