/** One report dealt with on behalf of a function: what is examined beside it, what is logged, what is counted. */
import { type Ledger, ledgerTrail } from '../audit/record/ledger-trail.ts';
import { logTrail } from '../audit/record/log-trail.ts';
import type { AuditRecord } from '../audit/record/schema.ts';
import { Fault } from '../report/fault.ts';
import { parseReportKey, reportObjectKey } from '../report/key.ts';
import { optOutReport } from '../report/opt-out.ts';
import type { Finding } from '../report/outcome.ts';
import type { Policy } from '../report/policy.ts';
import type { AuditTrail, Clock, OptionOneSource, ReportStore } from '../report/ports.ts';
import type { ReportTarget } from '../report/report-target.ts';
import { software } from '../report/software.ts';
import type { Trigger } from '../report/trigger.ts';
import type { Meter } from './meter.ts';

/** What a function says beside records. */
export interface FunctionLog {
  readonly debug: (message: string, extra?: Readonly<Record<string, unknown>>) => void;
  readonly error: (message: string, extra: Readonly<Record<string, unknown>>) => void;
}

/** Everything a function that deals with reports needs; made once a cold start. */
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

/** What was created, as an event tells; the version only where the bucket has versions. */
export interface CreatedObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

/**
 * Deals with the report of `key`, a report object's: a notebook together with the HTML report beside it, which may
 * not be there yet, and all versions of that; an HTML report alone, with the version that is named.
 * @throws Fault
 */
export async function dealWithReport(
  created: CreatedObject,
  trigger: Trigger,
  parts: FunctionParts,
): Promise<Finding[]> {
  const { store, policy, clock, meter, optionOne } = parts;
  const begunAt = clock.now();
  if (trigger.eventTime !== undefined) {
    meter.observeAge(Math.max(0, begunAt.getTime() - Date.parse(trigger.eventTime)));
  }
  const surroundings = { store, trail: trailOf(trigger, parts), clock, trigger, optionOne };
  try {
    return await optOutReport(targetOf(created), policy, { ...surroundings, software: SOFTWARE });
  } finally {
    meter.observeDuration(clock.now().getTime() - begunAt.getTime());
  }
}

const SOFTWARE = `${software.name}/${software.version}`;

function trailOf(
  trigger: Trigger,
  { meter, writeRecord, ledger }: Pick<FunctionParts, 'meter' | 'writeRecord' | 'ledger'>,
): AuditTrail {
  const context = { trigger, software };
  const log = logTrail(context, (record, finding) => {
    writeRecord(record, finding.rebuilt !== undefined);
    meter.countFinding(finding);
  });
  return ledger === undefined ? log : ledgerTrail(log, ledger, context);
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

/** Says on the log why something could not be dealt with, and counts it. */
export function logFailure(
  error: Error,
  where: Readonly<Record<string, unknown>>,
  { log, meter }: Pick<FunctionParts, 'log' | 'meter'>,
): void {
  const isFault = error instanceof Fault;
  const fault = isFault ? { code: error.code, retryable: error.retryable } : {};
  log.error(isFault ? 'fault' : 'bug: please report this', { ...where, ...fault, error });
  meter.countFault();
}
