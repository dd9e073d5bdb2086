/** One report dealt with on behalf of a function: what is examined beside it, what is logged, what is counted. */
import { logTrail } from '../audit/log-trail.ts';
import type { Trigger } from '../audit/record.ts';
import type { AuditRecord } from '../audit/schema.ts';
import { Fault } from '../report/fault.ts';
import { parseReportKey, reportObjectKey } from '../report/key.ts';
import { optOutReport, type ReportTarget } from '../report/opt-out.ts';
import type { Finding } from '../report/outcome.ts';
import type { Policy } from '../report/policy.ts';
import type { Clock, ReportStore, StoredObject } from '../report/ports.ts';
import { software } from '../report/software.ts';
import type { Meter } from './meter.ts';

/** What a function says beside records. */
export interface FunctionLog {
  readonly debug: (message: string, extra?: Readonly<Record<string, unknown>>) => void;
  readonly error: (message: string, extra: Readonly<Record<string, unknown>>) => void;
}

/** Everything a function that deals with reports needs; made once a cold start. */
export interface FunctionParts<Stored extends StoredObject> {
  readonly store: ReportStore<Stored>;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly log: FunctionLog;
  readonly meter: Meter;
  /** `isMadeAgain`: this record may be on the log already. */
  readonly writeRecord: (record: AuditRecord, isMadeAgain: boolean) => void;
}

/**
 * Deals with the report of `key`, a report object's: a notebook together with the HTML report beside it, which may
 * not be there yet.
 * @throws Fault
 */
export async function dealWithReport<Stored extends StoredObject>(
  bucket: string,
  key: string,
  trigger: Trigger,
  { store, policy, clock, meter, writeRecord }: FunctionParts<Stored>,
): Promise<Finding[]> {
  const begunAt = clock.now();
  if (trigger.eventTime !== undefined) {
    meter.observeAge(Math.max(0, begunAt.getTime() - Date.parse(trigger.eventTime)));
  }
  const trail = logTrail({ trigger, software }, (record, finding) => {
    writeRecord(record, finding.rebuilt !== undefined);
    meter.countFinding(finding);
  });
  const surroundings = { store, trail, clock, software: `${software.name}/${software.version}` };
  try {
    return await optOutReport(targetOf(bucket, key), policy, surroundings);
  } finally {
    meter.observeDuration(clock.now().getTime() - begunAt.getTime());
  }
}

function targetOf(bucket: string, key: string): ReportTarget {
  const { kind = 'notebook', folder = '' } = parseReportKey(key) ?? {};
  const object = { kind, key, presence: 'expected' } as const;
  if (kind === 'html') return { bucket, objects: [object] };
  const html = { kind: 'html', key: reportObjectKey(folder, 'html'), presence: 'optional' } as const;
  return { bucket, objects: [object, html] };
}

/** Says on the log why something could not be dealt with, and counts it. */
export function logFailure(
  error: Error,
  where: Readonly<Record<string, unknown>>,
  { log, meter }: Pick<FunctionParts<never>, 'log' | 'meter'>,
): void {
  const isFault = error instanceof Fault;
  const fault = isFault ? { code: error.code, retryable: error.retryable } : {};
  log.error(isFault ? 'fault' : 'bug: please report this', { ...where, ...fault, error });
  meter.countFault();
}
