/** Random requests before and after the fix, a JSON line each: forms.ts <how many> <seed>. */
import fc from 'fast-check';
import { applyEdits } from '../../../src/bytes/edit.ts';
import { planFile } from '../../../src/training-job/plan-file.ts';
import { randomRequest } from '../../support/requests/random-request.ts';

const [count = 5000, seed = 1] = process.argv.slice(2).map(Number);
for (const { syntax, text, request, verdict } of fc.sample(randomRequest, { numRuns: count, seed })) {
  const bytes = Buffer.from(text);
  const plan = planFile(`request.${syntax}`, bytes);
  const verdicts = plan.kind === 'requests' ? plan.findings.map((finding) => finding.verdict) : [];
  const edits = verdicts.flatMap((found) => (found.kind === 'absent' ? found.edits : []));
  const after = Buffer.from(applyEdits(bytes, edits)).toString();
  const second = planFile(`request.${syntax}`, Buffer.from(after));
  const form = {
    syntax,
    before: text,
    after,
    request,
    expected: verdict,
    found: verdicts.map(({ kind }) => kind),
    again: second.kind === 'requests' ? second.findings.map((finding) => finding.verdict.kind) : [],
    inserted: edits.map(({ inserted }) => Buffer.from(inserted).toString()),
    removed: edits.map(({ removed }) => Buffer.from(removed).toString()),
  };
  console.log(JSON.stringify(form));
}
