/** Plans Python files and notebooks for tests, checking on every use what must hold for every plan. */
import { expect } from 'vitest';
import { applyEdits, type ByteEdit, invertEdits } from '../../../src/bytes/edit.ts';
import type { FilePlan } from '../../../src/training-job/finding.ts';

/** The plan, and the bytes after all its edits. */
export interface PlannedFile {
  readonly plan: FilePlan;
  readonly after: Uint8Array;
}

/** Every edit of a plan, in order. */
export const editsOf = (plan: FilePlan): ByteEdit[] =>
  (plan.kind === 'requests' ? plan.findings : [])
    .flatMap(({ verdict }) => (verdict.kind === 'absent' ? verdict.edits : []))
    .toSorted((a, b) => a.start - b.start || a.removed.length - b.removed.length);

/** Plans and applies; checks that edits are undone exactly, change nothing else, and leave nothing to do. */
export function planAndApply(planFile: (bytes: Uint8Array) => FilePlan, bytes: Uint8Array): PlannedFile {
  const original = Uint8Array.from(bytes);
  const plan = planFile(bytes);
  const edits = editsOf(plan);
  if (edits.length === 0) return { plan, after: bytes };
  const after = applyEdits(bytes, edits);
  expect(Buffer.compare(bytes, original)).toBe(0);
  expect(edits.every(({ removed, inserted }) => removed.length + inserted.length > 0)).toBe(true);
  expect(Buffer.compare(applyEdits(after, invertEdits(edits)), original)).toBe(0);
  const again = planFile(after);
  expect(editsOf(again)).toEqual([]);
  const kinds = (each: FilePlan) =>
    each.kind === 'requests' ? each.findings.map(({ verdict }) => verdict.kind) : each.kind;
  const promised = kinds(plan);
  expect(kinds(again)).toEqual(
    Array.isArray(promised) ? promised.map((kind) => (kind === 'absent' ? 'in-force' : kind)) : promised,
  );
  return { plan, after };
}

/** "line verdict reason" of every finding; the kind and the reason of a plan without. */
export function describePlan(plan: FilePlan, lineOf: (at: number) => number): string {
  if (plan.kind !== 'requests') return plan.kind === 'refused' ? `refused ${plan.reason}` : plan.kind;
  return plan.findings
    .map(
      ({ at, verdict }) =>
        `${lineOf(at)} ${verdict.kind}${verdict.kind === 'refused' ? ` ${verdict.reason}` : ''}`,
    )
    .join(', ');
}
