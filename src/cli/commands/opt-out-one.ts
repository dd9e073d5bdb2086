/** Opts one report out, and hands on its records. */
import { recordTrail } from '../../audit/record/record-trail.ts';
import type { AuditRecord } from '../../audit/record/schema.ts';
import { type Finding, isContinued, isRebuilt } from '../../report/finding.ts';
import { type OptOutContext, optOutReport } from '../../report/opt-out.ts';
import type { Policy } from '../../report/policy.ts';
import type { ReportTarget } from '../../report/report-target.ts';
import { software } from '../../report/software.ts';
import { defined } from '../../text/defined.ts';

/**
 * Resolves when the record is kept. `isEarlier` is true for the record of an earlier run, which is kept in case it was
 * lost, and is no result of this one.
 */
export type KeepRecord = (record: AuditRecord, isEarlier: boolean) => Promise<void>;

/** What to do with every report of a run. */
export interface OptOutJob {
  readonly policy: Policy;
  /** For a run that goes on after an interrupted one: what was rewritten since then is its own. */
  readonly continuesSince?: Date | undefined;
}

const TRIGGER = { source: 'cli' } as const;

/** @throws Fault; what `keep` throws */
export async function optOutOne(
  report: ReportTarget,
  { policy, continuesSince }: OptOutJob,
  outside: Pick<OptOutContext, 'store' | 'clock' | 'assess' | 'assessAhead'>,
  keep: KeepRecord,
): Promise<void> {
  const isEarlier = (finding: Finding) =>
    isRebuilt(finding) && !isContinued(finding, TRIGGER, continuesSince);
  const trail = recordTrail({ trigger: TRIGGER, software }, (record, finding) =>
    keep(record, isEarlier(finding)),
  );
  await optOutReport(report, policy, {
    ...outside,
    trail,
    trigger: TRIGGER,
    software: `${software.name}/${software.version}`,
    readsAhead: true,
    ...defined({ continuesSince }),
  });
}
