/** The two objects of a run's report: what they are, what they are to become, and what is to be on record. */
import { generateReport } from '../../support/reports/report-generator.ts';
import type { ObjectUnderTest } from './invariants/invariants.ts';
import { rightHtml, rightNotebook } from './invariants/right-rewrite.ts';
import type { Scenario } from './scenario.ts';

/** The notebook, then the HTML report. */
export function objectsOf({
  seed,
  folderPrefix,
  html,
  hasTags,
}: Scenario): [ObjectUnderTest, ObjectUnderTest] {
  const report = generateReport({ seed, outputBytes: 200 });
  const folder = folderPrefix + report.folder;
  const properties = (contentType: string) => ({
    metadata: { owner: 'sagemaker', note: `run ${seed}` },
    tags: hasTags ? { team: 'a+b=c @d', cost: '1 2' } : {},
    contentType,
  });
  const isSilenced = html === 'silence';
  return [
    {
      key: `${folder}profiler-report.ipynb`,
      original: report.notebook,
      properties: properties('application/x-ipynb+json'),
      rewritten: rightNotebook(report.notebook),
      outcomes: { original: 'opted-out', rewritten: 'already-opted-out' },
    },
    {
      key: `${folder}profiler-report.html`,
      original: report.html,
      properties: properties('text/html'),
      ...(isSilenced ? { rewritten: rightHtml(report.html) } : {}),
      outcomes: isSilenced ? { original: 'silenced', rewritten: 'silent' } : { original: 'reports-usage' },
    },
  ];
}
