/** Plans notebooks for tests, checking on every use what must hold for every plan. */
import { expect } from 'vitest';
import { applyEdits, invertEdits } from '../../src/bytes/edit.ts';
import { planNotebook } from '../../src/notebook/plan.ts';
import type { NotebookVerdict } from '../../src/verdict.ts';

/** The verdict, and the bytes after it; they are `bytes` themselves unless the notebook is patchable. */
export interface Planned {
  readonly verdict: NotebookVerdict;
  readonly after: Uint8Array;
}

/** Plans and applies; checks that edits are local, undone exactly, and leave nothing to do. */
export function planAndCheck(bytes: Uint8Array): Planned {
  const original = Uint8Array.from(bytes);
  const verdict = planNotebook(bytes);
  if (verdict.kind !== 'patchable') return { verdict, after: bytes };
  const after = applyEdits(bytes, verdict.edits);
  expect(Buffer.compare(bytes, original)).toBe(0);
  expect(verdict.edits.length).toBeGreaterThan(0);
  expect(verdict.edits.every(({ removed, inserted }) => removed.length + inserted.length > 0)).toBe(true);
  expect(Buffer.compare(applyEdits(after, invertEdits(verdict.edits)), original)).toBe(0);
  expect(() =>
    JSON.parse(
      Buffer.from(after)
        .toString('utf8')
        .replace(/^\ufeff/, '')
        .replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
          token.startsWith('"') ? token : '0',
        ),
    ),
  ).not.toThrow();
  expect(planNotebook(after)).toEqual({ ...arnOf(verdict), kind: 'already-opted-out' });
  return { verdict, after };
}

const arnOf = ({ processingJobArn }: { readonly processingJobArn?: string }) =>
  processingJobArn === undefined ? {} : { processingJobArn };
