/** Processes one report on behalf of a function: examines what belongs to it, puts it on record and counts it. */
import type { Ledger } from '../audit/record/ledger.ts';
import { type RecordSink, recordTrail } from '../audit/record/record-trail.ts';
import type { AuditRecord } from '../audit/record/schema.ts';
import { type Finding, isRebuilt } from '../report/finding.ts';
import { parseReportKey, reportObjectKey } from '../report/key.ts';
import { optOutReport } from '../report/opt-out.ts';
import type { Policy } from '../report/policy.ts';
import type { AuditTrail, Clock, OptionOneSource, ReportStore } from '../report/ports.ts';
import type { ReportTarget } from '../report/report-target.ts';
import { software } from '../report/software.ts';
import type { Trigger } from '../report/trigger.ts';
import type { FunctionLog } from './failures.ts';
import type { Meter } from './meter.ts';

/** The parts of a function that processes reports; made once for each cold start. */
export interface FunctionParts {
  readonly store: ReportStore;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly log: FunctionLog;
  readonly meter: Meter;
  /** Without it the log is the only record. */
  readonly ledger?: Ledger | undefined;
  /** Without it Option 1 is not looked up. */
  readonly optionOne?: OptionOneSource | undefined;
  /** `isMadeAgain`: this record may be on the log already. */
  readonly writeRecord: (record: AuditRecord, isMadeAgain: boolean) => void;
}

/** The created object that an event names; the version only in versioned buckets. */
export interface CreatedObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

/**
 * Processes the report that `key` belongs to. A notebook is processed together with the HTML report beside it, which
 * may not exist yet, and all versions of that; an HTML report alone, in the version that is named.
 * @throws Fault
 */
export async function processReport(
  created: CreatedObject,
  trigger: Trigger,
  parts: FunctionParts,
): Promise<Finding[]> {
  const { store, policy, clock, meter, optionOne } = parts;
  const startedAt = clock.now();
  if (trigger.eventTime !== undefined) {
    meter.observeAge(Math.max(0, startedAt.getTime() - Date.parse(trigger.eventTime)));
  }
  const surroundings = { store, trail: trailOf(trigger, parts), clock, trigger, optionOne };
  try {
    return await optOutReport(targetOf(created), policy, { ...surroundings, software: SOFTWARE });
  } finally {
    meter.observeDuration(clock.now().getTime() - startedAt.getTime());
  }
}

const SOFTWARE = `${software.name}/${software.version}`;

function trailOf(
  trigger: Trigger,
  { meter, writeRecord, ledger }: Pick<FunctionParts, 'meter' | 'writeRecord' | 'ledger'>,
): AuditTrail {
  const log: RecordSink = (record, finding) => {
    writeRecord(record, isRebuilt(finding));
    meter.countFinding(finding);
  };
  const sinks: RecordSink[] = ledger === undefined ? [log] : [log, (record) => ledger.append(record)];
  return recordTrail({ trigger, software }, ...sinks);
}

function targetOf({ bucket, key, versionId }: CreatedObject): ReportTarget {
  const { kind = 'notebook', folder = '' } = parseReportKey(key) ?? {};
  const object = { kind, key, presence: 'expected' } as const;
  if (kind === 'html') {
    return {
      bucket,
      objects: [{ ...object, ...(versionId === undefined ? {} : { versions: { versionId } }) }],
    };
  }
  const html = reportObjectKey(folder, 'html');
  return { bucket, objects: [object, { kind: 'html', key: html, presence: 'optional', versions: 'all' }] };
}
