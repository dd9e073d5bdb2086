/** What the right rewriting of a generated report is: plain replacements of text, with none of the project's code. */

const CALL = 'setup_profiler_report(processing_job_arn)';
const BEACON = /<img id="profiler-telemetry" src="https:[^>]*\/>/;

/** Whether a generated notebook still has the call without the argument. */
export const isToBeRewritten = (notebook: Buffer): boolean => notebook.includes(`"${CALL}"`);

/** The notebook with the argument in its one call. @throws Error when there is no such call, or more than one */
export function rightNotebook(notebook: Buffer): Buffer {
  const parts = notebook.toString().split(`"${CALL}"`);
  if (parts.length !== 2) throw new Error(`${parts.length - 1} calls in the generated notebook`);
  return Buffer.from(parts.join(`"${CALL.slice(0, -1)}, opt_out=True)"`));
}

/** The page without its beacon. @throws Error when there is none */
export function rightHtml(html: Buffer): Buffer {
  const text = html.toString();
  if (!BEACON.test(text)) throw new Error('no beacon in the generated page');
  return Buffer.from(text.replace(BEACON, ''));
}
