/** The section that explains the page's terms. */
import { renderSection } from '../html.ts';

const TERMS = [
  [
    'Report',
    'SageMaker Debugger writes a profiling report for a training job: a notebook and an HTML report.',
  ],
  [
    'Reports usage',
    'A notebook that is not opted out sends a request to AWS when it is run. An HTML report that contains the beacon, an image, sends one when it is opened. Both send the ARN of the processing job.',
  ],
  [
    'Embedded beacon',
    'The saved output of a notebook’s code cell can hold a whole HTML report with its beacon. It is recorded; apply removes it as it removes that of an HTML report, when asked.',
  ],
  [
    'Reports now',
    'What was recorded when the version was last examined. Later changes are known only to a comparison with --against.',
  ],
  [
    'Generated before opting out',
    'An HTML report that contains the beacon, or contained it until it was silenced. Opting out the notebook later does not change it.',
  ],
  [
    'Silenced',
    'The beacon was removed. The HTML report still loads scripts from public CDNs, as all these reports do.',
  ],
  [
    'Earlier versions, copies',
    'What a bucket with versioning keeps when an object is rewritten, and notebooks and HTML reports below the report’s folder that are not its own. Both are recorded and left unchanged.',
  ],
  [
    'Refused, contended',
    'Not understood with certainty; changed by something else during every attempt. Both are left unchanged.',
  ],
  ['Gone, superseded by', 'The version was overwritten or deleted; what took its place, and when.'],
] as const;

/** How reports report usage, what the page's terms mean, and what silencing does not do. */
export const ABOUT = renderSection(
  'about',
  'What the words mean',
  `<dl>${TERMS.map(([term, text]) => `<div><dt>${term}</dt><dd>${text}</dd></div>`).join('')}</dl>`,
);
