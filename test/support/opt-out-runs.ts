/** A report in a store in memory, and the use case run on it with everything checked that must always hold. */
import { renderRecord } from '../../src/audit/record/render-record.ts';
import { type OptOutContext, optOutReport } from '../../src/report/opt-out.ts';
import type { Policy } from '../../src/report/policy.ts';
import type { OptionOneSource } from '../../src/report/ports.ts';
import type { ReportTarget } from '../../src/report/report-target.ts';
import { software } from '../../src/report/software.ts';
import type { Trigger } from '../../src/report/trigger.ts';
import { MemoryStore } from './memory-store.ts';
import type { AnyFinding } from './reports/finding-fields.ts';
import { generateReport } from './reports/report-generator.ts';
import { expectValidRecord } from './validate-record.ts';

/** The report of these runs. */
export const report = generateReport({ outputBytes: 2000 });
export const NOTEBOOK = { bucket: 'b', key: `${report.folder}profiler-report.ipynb` };
export const HTML = { bucket: 'b', key: `${report.folder}profiler-report.html` };
export const BOTH: ReportTarget = {
  bucket: 'b',
  objects: [
    { kind: 'html', key: HTML.key, presence: 'optional' },
    { kind: 'notebook', key: NOTEBOOK.key, presence: 'expected' },
  ],
};
export const RECORD: Policy = { mode: 'enforce', html: 'record', sizeLimitBytes: 1e6 };
export const TRIGGER: Trigger = { source: 'cli', eventId: 'event-1' };
export const SILENCE: Policy = { ...RECORD, html: 'silence' };

/** A store with both objects of a report. */
export function storeOf(
  options: ConstructorParameters<typeof MemoryStore>[0] = {},
  made = report,
): MemoryStore {
  const store = new MemoryStore(options);
  store.put(NOTEBOOK, made.notebook);
  store.put(HTML, made.html);
  return store;
}

/** Runs the use case; every finding must be on the trail, in order, and its record valid. */
export async function runOptOut(
  store: MemoryStore,
  policy: Policy,
  target = BOTH,
  optionOne?: OptionOneSource,
  more: Pick<OptOutContext, 'readsAhead' | 'assessAhead' | 'continuesSince'> = {},
) {
  const trail: AnyFinding[] = [];
  const sleeps: number[] = [];
  let seconds = 0;
  const clock = {
    now: () => new Date(Date.UTC(2026, 5, 1, 0, 0, seconds++)),
    sleep: async (delayMs: number) => {
      sleeps.push(delayMs);
    },
    random: () => 0.5,
  };
  const append = async (finding: AnyFinding) => {
    trail.push(finding);
    store.log.push(`record ${finding.outcome}`);
    expectValidRecord(renderRecord(finding, { trigger: TRIGGER, software }));
  };
  const findings: AnyFinding[] = await optOutReport(target, policy, {
    store,
    trail: { append },
    clock,
    trigger: TRIGGER,
    optionOne,
    software: 'profiler-opt-out/test',
    ...more,
  });
  return { findings, trail, sleeps, outcomes: findings.map(({ outcome }) => outcome) };
}
