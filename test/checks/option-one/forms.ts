/** Writes Python that starts training jobs, with its verdicts, one JSON object a line: the cases, or random forms. */
import { applyEdits } from '../../../src/bytes/edit.ts';
import { planPythonFile } from '../../../src/training-job/python/plan-python-file.ts';
import { readOptionOneCases } from '../../support/option-one/cases.ts';
import { randomOptionOneForm } from '../../support/option-one/forms.ts';
import { randomOf } from '../../support/reports/random.ts';

const [what = 'cases', count = '5000', seed = '1'] = process.argv.slice(2);

function write(title: string, source: string): void {
  const bytes = Buffer.from(source);
  const plan = planPythonFile(bytes);
  const verdicts =
    plan.kind === 'requests'
      ? plan.findings.map(({ verdict }) =>
          verdict.kind === 'refused' ? `refused ${verdict.reason}` : verdict.kind,
        )
      : plan.kind === 'refused'
        ? [`refused ${plan.reason}`]
        : [];
  const findings = plan.kind === 'requests' ? plan.findings : [];
  const edits = findings
    .flatMap(({ verdict }) => (verdict.kind === 'absent' ? verdict.edits : []))
    .toSorted((a, b) => a.start - b.start || a.removed.length - b.removed.length);
  const isWhole = edits.length > 0 && !verdicts.some((verdict) => verdict.startsWith('refused'));
  const after = isWhole ? Buffer.from(applyEdits(bytes, edits)).toString() : null;
  const sdk = title.includes('(SDK 3)') ? '3' : title.startsWith('boto3') ? null : '2';
  console.log(JSON.stringify({ title, source, verdicts, after, sdk }));
}

if (what === 'cases') {
  for (const { title, source } of readOptionOneCases()) write(title, source);
} else {
  const random = randomOf(Number(seed));
  for (let form = 1; form <= Number(count); form += 1) write(`form ${form}`, randomOptionOneForm(random));
}
