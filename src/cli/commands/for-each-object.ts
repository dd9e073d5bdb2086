/** What `scan` and `apply` share: go over every report of the targets, and show what came of it, in key order. */

import { recordTrail } from '../../audit/record/record-trail.ts';
import type { AuditRecord } from '../../audit/record/schema.ts';
import { DirectoryStore } from '../../files/directory-store.ts';
import { Fault } from '../../report/fault.ts';
import { isRebuilt } from '../../report/finding.ts';
import { optOutReport } from '../../report/opt-out.ts';
import type { Policy } from '../../report/policy.ts';
import type { ReportStore } from '../../report/ports.ts';
import type { ReportTarget } from '../../report/report-target.ts';
import { software } from '../../report/software.ts';
import { compareKeys } from '../../text/key-order.ts';
import type { Io } from '../io.ts';
import type { ReportOptions } from '../options.ts';
import { type Dealt, Results, type Tally } from '../output/results.ts';
import { inOrder } from '../targets/in-order.ts';
import { atMost, REPORTS } from '../targets/limit.ts';
import { type ListBucket, listReports } from '../targets/list-reports.ts';
import type { Target } from '../targets/target.ts';
import { untilAborted } from '../targets/until-aborted.ts';

/** Keeps records before anything is acknowledged. */
export type KeepRecord = (record: AuditRecord) => Promise<void>;

/** Goes over the reports of all targets. A fault of one report is said and counted, and the others go on. */
export async function overReports(
  targets: readonly Target[],
  options: ReportOptions,
  policy: Policy,
  keepRecord: KeepRecord,
  io: Io,
): Promise<Tally> {
  const results = new Results(options, io);
  const { listAll, deal } = await dealer(targets, options, policy, keepRecord, io);
  const all = untilAborted(listAll(results), io.signal);
  const reports = atMost(all, options.maxObjects, REPORTS, () =>
    results.say(`stopped: --max-objects ${options.maxObjects} is reached, and more remain`),
  );
  for await (const dealt of inOrder(reports, options.concurrency, deal)) await results.show(dealt);
  return results.end();
}

interface Dealer {
  readonly listAll: (results: Results) => AsyncGenerator<ReportTarget>;
  readonly deal: (report: ReportTarget) => Promise<Dealt>;
}

/** Opens the stores that the targets need; the AWS SDK is loaded only for S3. */
async function dealer(
  targets: readonly Target[],
  options: ReportOptions,
  policy: Policy,
  keepRecord: KeepRecord,
  io: Io,
): Promise<Dealer> {
  const folders = new DirectoryStore();
  const s3 = targets.some(({ kind }) => kind === 's3') ? await openS3(options.endpointUrl) : undefined;
  const listBucket: ListBucket = (bucket, prefix) =>
    s3 === undefined ? noObjects() : s3.list(bucket, prefix);
  return {
    listAll: (results) => listReports(targets, listBucket, results.notices),
    deal: (report) =>
      s3 === undefined || report.bucket.startsWith('file:')
        ? dealWith(report, policy, folders, keepRecord, io)
        : dealWith(report, policy, s3.store, keepRecord, io),
  };
}

async function* noObjects(): AsyncGenerator<never> {}

async function openS3(endpointUrl: string | undefined) {
  const [{ connectS3 }, { listReportObjects }, { S3ReportStore }] = await Promise.all([
    import('../../aws/connect.ts'),
    import('../../aws/list-report-objects.ts'),
    import('../../aws/s3-report-store.ts'),
  ]);
  const client = connectS3(endpointUrl === undefined ? {} : { endpointUrl });
  return {
    store: new S3ReportStore(client),
    list: (bucket: string, prefix: string) => listReportObjects(client, bucket, prefix),
  };
}

async function dealWith(
  report: ReportTarget,
  policy: Policy,
  store: ReportStore,
  keepRecord: KeepRecord,
  { clock }: Io,
): Promise<Dealt> {
  const records: AuditRecord[] = [];
  const trigger = { source: 'cli' } as const;
  const trail = recordTrail({ trigger, software }, keepRecord, (record, finding) => {
    // What an earlier run did is kept if it was not yet, but is no result of this one.
    if (!isRebuilt(finding)) records.push(record);
  });
  try {
    await optOutReport(report, policy, {
      store,
      trail,
      clock,
      trigger,
      software: `${software.name}/${software.version}`,
    });
    return { records: inKeyOrder(records) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { records: inKeyOrder(records), fault: error };
  }
}

/** Records of the same key stay in their order: the current version's first. */
const inKeyOrder = (records: readonly AuditRecord[]): AuditRecord[] =>
  records.toSorted(({ object: a }, { object: b }) => compareKeys(a.key, b.key));
