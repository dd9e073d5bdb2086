/** Adds to findings the state of Option 1 according to SageMaker, and where that contradicts the HTML report. */
import { defined } from '../text/defined.ts';
import type { Contradiction, Finding, HtmlEvidence, OptionOne } from './finding.ts';
import type { AuditTrail, OptionOneSource } from './ports.ts';

/** A trail whose findings have the state of Option 1, too; the same trail when there is no source for it. */
export function withOptionOne(trail: AuditTrail, source: OptionOneSource | undefined): AuditTrail {
  if (source === undefined) return trail;
  return {
    append: async (finding) => trail.append(await lookUp(finding, source)),
  };
}

/** Nothing is known of an object that was not there to be read. */
async function lookUp(finding: Finding, source: OptionOneSource): Promise<Finding> {
  if (!('before' in finding)) return finding;
  const arn = finding.processingJobArn ?? finding.html?.beacon?.processingJobArn;
  const found: OptionOne =
    arn === undefined ? { state: 'unknown', reason: 'no-processing-job-arn' } : await source.find(arn);
  const contradiction = contradictionOf(finding.html, found);
  return { ...finding, optionOne: { ...found, ...defined({ contradiction }) } };
}

/** A page that was silenced here held a beacon when it was made, and is no contradiction. */
function contradictionOf(html: HtmlEvidence | undefined, { state }: OptionOne): Contradiction | undefined {
  if (html === undefined) return undefined;
  if (state === 'in-force' && html.generatedBeforeOptOut === true) return 'in-force-but-reports';
  return state === 'absent' && html.generatedBeforeOptOut === false ? 'absent-but-silent' : undefined;
}
