/** Planning with what must hold for every plan checked on every use. */
import { expect } from 'vitest';
import { applyEdits, invertEdits } from '../../src/bytes/edit.ts';
import { planHtml, planHtmlByTree } from '../../src/html/plan.ts';
import type { HtmlVerdict } from '../../src/verdict.ts';

/** Plans, and checks on every use that the tree says the same, and that the edit is undone exactly and is the last. */
export function planHtmlAndCheck(html: string | Uint8Array): HtmlVerdict {
  const bytes = typeof html === 'string' ? Buffer.from(html) : html;
  const verdict = planHtml(bytes);
  const byTree = planHtmlByTree(bytes);
  // A page that holds no beacon is silent however deep it is nested.
  const isTooDeepForTree = byTree.kind === 'refused' && byTree.reason === 'nested-too-deep';
  if (verdict.kind !== 'silent' || !isTooDeepForTree) expect(byTree).toEqual(verdict);
  if (verdict.kind === 'reports-usage') {
    const after = applyEdits(bytes, verdict.edits);
    expect(planHtml(after).kind).toMatch(/^(silent|refused)$/);
    expect(Buffer.compare(applyEdits(after, invertEdits(verdict.edits)), bytes)).toBe(0);
  }
  return verdict;
}
