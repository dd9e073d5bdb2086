/** Records that need attention, and the groups that they make. */
import { Attention, type AttentionGroup } from '../../../src/audit/ledger/attention.ts';
import { summarizeHistory } from '../../../src/audit/ledger/object-history.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { historiesIn } from '../histories.ts';
import { keyOf, recordOf, stateOf } from '../records.ts';

/** The groups of what needs attention in these records. */
export async function groupsOf(records: readonly AuditRecord[]): Promise<readonly AttentionGroup[]> {
  const attention = new Attention();
  for (const history of await historiesIn(records)) attention.add(history, summarizeHistory(history));
  return attention.result();
}

/** The key of a job's HTML report. */
export const page = (job: string) => keyOf(job, 'profiler-report.html');
const copy = { isCopy: true } as const;
/** An HTML report that reports although Option 1 is in force. */
export const contradiction = { state: 'in-force', contradiction: 'in-force-but-reports' } as const;
export const ARN = 'arn:aws:sagemaker:eu-west-1:111122223333:processing-job/x';

const beacon = { url: 'https://beacon.example/', processingJobArn: ARN, region: 'eu-west-1' };
/** A notebook with a beacon in its saved outputs, and an output of which that is not known. */
export const embedding = {
  embedded: [
    { cell: 3, usageReporting: 'reports', beacon },
    { cell: 7, usageReporting: 'unknown' },
  ],
} as const;

/** One of each group. */
export const ALL = [
  recordOf({ outcome: 'reports-usage', key: page('job-1') }),
  recordOf({ outcome: 'would-opt-out', key: keyOf('job-2') }),
  recordOf({ outcome: 'restored', key: keyOf('job-3'), after: stateOf('r') }),
  recordOf({ outcome: 'reports-usage', key: keyOf('job-4', 'copy.html'), ...copy }),
  recordOf({ outcome: 'would-opt-out', key: keyOf('job-4', 'copy.ipynb'), ...copy }),
  recordOf({
    outcome: 'silenced',
    key: page('job-5'),
    before: stateOf('1', 'v1'),
    after: stateOf('2', 'v2'),
  }),
  recordOf({
    outcome: 'opted-out',
    key: keyOf('job-5'),
    before: stateOf('1', 'v1'),
    after: stateOf('2', 'v2'),
  }),
  recordOf({
    outcome: 'silent',
    key: page('job-6'),
    optionOne: { state: 'absent', contradiction: 'absent-but-silent' },
  }),
  recordOf({ outcome: 'refused', key: keyOf('job-7') }),
  recordOf({ outcome: 'contended', key: page('job-8'), detail: 'it kept changing' }),
  recordOf({ outcome: 'no-setup-call', key: keyOf('job-10'), ...embedding }),
];
