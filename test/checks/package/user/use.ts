/** What somebody writes who uses the package as a library; compiled and run where nothing else is installed. */

import schema from 'profiler-opt-out/audit.schema.json' with { type: 'json' };
import { applyEdits, invertEdits } from 'profiler-opt-out/edits';
import { planHtml } from 'profiler-opt-out/html';
import { planNotebook } from 'profiler-opt-out/notebook';
import { readRecord } from 'profiler-opt-out/record';

function expectEqual(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`expected ${String(expected)}, not ${String(actual)}`);
}

const source = 'setup_profiler_report(processing_job_arn)';
const notebook = (call: string) =>
  new TextEncoder().encode(
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: [{ cell_type: 'code', metadata: {}, source: [call] }],
    }),
  );
const bytes = notebook(source);
const verdict = planNotebook(bytes);
if (verdict.kind !== 'patchable') throw new Error(verdict.kind);
const edited = applyEdits(bytes, verdict.edits);
expectEqual(
  new TextDecoder().decode(edited),
  new TextDecoder().decode(notebook(source.replace(')', ', opt_out=True)'))),
);
expectEqual(Buffer.compare(applyEdits(edited, invertEdits(verdict.edits)), bytes), 0);
const refused = planNotebook(notebook('setup_profiler_report(*a)'));
expectEqual(refused.kind === 'refused' ? refused.reason : '', 'unpacked-arguments');
expectEqual(planHtml(new TextEncoder().encode('<p>nothing')).kind, 'silent');

const reading = readRecord('{}');
switch (reading.kind) {
  case 'record': {
    const outcome: 'opted-out' | 'silenced' | string = reading.record.outcome;
    throw new Error(outcome);
  }
  case 'bad':
    expectEqual(reading.why.length > 0, true);
}
expectEqual(schema.$id, 'profiler-opt-out/audit/v1');
console.log('the library works');
