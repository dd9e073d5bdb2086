/** The section that explains the page's terms. */
import { renderSection } from '../html.ts';

const TEXT = `
<p>SageMaker Debugger writes a profiling report for a training job: a notebook and an HTML report. The notebook reports usage to AWS when somebody runs it, unless it is opted out. The HTML report contains a beacon, an image: opening the report in a browser reports usage to AWS. Both send the ARN of the processing job.</p>
<p><strong>Generated before opting out</strong> is a version of an HTML report that contains the beacon, or contained it until it was silenced. Opting out the notebook later does not change the HTML report.</p>
<p><strong>Silenced</strong> is an HTML report whose beacon was removed. It still loads scripts from public CDNs, as all these HTML reports do. Earlier versions in a bucket with versioning, and copies, are left unchanged: opening one still reports usage.</p>
<p><strong>Still report usage</strong> is what was recorded when an object was last examined. Later changes and deletions are not known here: <code>profiler-opt-out audit --against</code> compares the ledger with the objects that exist now.</p>
<p><strong>Refused</strong> is an object that could not be understood with certainty. <strong>Contended</strong> is an object that something else changed during every attempt. Both are left unchanged.</p>`;

/** How reports report usage, what the page's terms mean, and what silencing does not do. */
export const ABOUT = renderSection('about', 'What this means', TEXT);
