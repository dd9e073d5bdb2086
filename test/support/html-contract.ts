/** The beacon of the HTML tests, and planning with what must hold for every plan checked on every use. */
import { expect } from 'vitest';
import { applyEdits, invertEdits } from '../../src/bytes/edit.ts';
import { planHtml } from '../../src/html/plan.ts';
import type { HtmlVerdict } from '../../src/verdict.ts';

export const ARN = 'arn:aws:sagemaker:eu-west-1:123456789012:processing-job/job-ProfilerReport-1a2b3c4d';
export const URL_TEXT = `https://sm-profiler-report-eu-west-1.s3.eu-west-1.amazonaws.com/?x-artifact-id=profiler_report_v1&x-arn=${ARN}`;
export const SRC = URL_TEXT.replace('&', '&amp;');
export const BEACON = `<img id="profiler-telemetry" src="${SRC}"/>`;

/** Plans, and checks on every use that the edit is local, undone exactly, and leaves a silent page. */
export function planHtmlAndCheck(html: string | Uint8Array): HtmlVerdict {
  const bytes = typeof html === 'string' ? Buffer.from(html) : html;
  const verdict = planHtml(bytes);
  if (verdict.kind === 'reports-usage') {
    const after = applyEdits(bytes, verdict.edits);
    expect(planHtml(after).kind).toMatch(/^(silent|refused)$/);
    expect(Buffer.compare(applyEdits(after, invertEdits(verdict.edits)), bytes)).toBe(0);
  }
  return verdict;
}
