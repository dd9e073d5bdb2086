/** Adds to findings what SageMaker tells about Option 1, and says where that does not go with the HTML report. */
import { defined } from '../text/defined.ts';
import type { Contradiction, Finding, OptionOne } from './outcome.ts';
import type { AuditTrail, OptionOneSource } from './ports.ts';

/** A trail whose findings tell about Option 1, too; the same trail when there is no source to ask. */
export function withOptionOne(trail: AuditTrail, source: OptionOneSource | undefined): AuditTrail {
  if (source === undefined) return trail;
  return {
    append: async (finding) => trail.append(await lookUp(finding, source)),
  };
}

async function lookUp(finding: Finding, source: OptionOneSource): Promise<Finding> {
  // Of what was not there to be read nothing is known.
  if (finding.before === undefined) return finding;
  const arn = finding.processingJobArn ?? finding.html?.beacon?.processingJobArn;
  const optionOne: OptionOne =
    arn === undefined ? { state: 'unknown', reason: 'no-processing-job-arn' } : await source.find(arn);
  const contradiction = contradictionOf(finding, optionOne);
  return {
    ...finding,
    optionOne: { ...optionOne, ...defined({ contradiction }) },
  };
}

/** A page that was silenced here held a beacon when it was made, and is no contradiction. */
function contradictionOf({ html }: Finding, { state }: OptionOne): Contradiction | undefined {
  if (html === undefined) return undefined;
  if (state === 'in-force' && html.generatedBeforeOptOut === true) return 'in-force-but-reports';
  return state === 'absent' && html.generatedBeforeOptOut === false ? 'absent-but-silent' : undefined;
}
