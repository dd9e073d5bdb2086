/** The work that `scan` and `apply` share: opt out the reports of all targets, or show what would be done. */
import { optOutReport } from '../../report/opt-out.ts';
import type { Policy } from '../../report/policy.ts';
import { software } from '../../report/software.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import type { Io } from '../io.ts';
import { parseLocation, Stores } from '../stores.ts';
import { REPORTS } from '../targets/limit.ts';
import { countObjects, listReports } from '../targets/list-reports.ts';
import { resolveTargets } from '../targets/target.ts';
import { forEachObject, type RunResult } from './for-each-object.ts';
import type { ReportOptions } from './report-options.ts';

/** The choices for opting reports out. */
export interface OptOutChoices {
  readonly mode: Policy['mode'];
  readonly html: Policy['html'];
  /** The word that names the ledger; without it no records are kept. */
  readonly ledger?: string | undefined;
}

/** Opts out the reports of all targets. @throws UsageError; Fault when a target is not there or the ledger cannot be used */
export async function optOutReports(
  words: readonly string[],
  { mode, html, ledger }: OptOutChoices,
  options: ReportOptions,
  io: Io,
): Promise<RunResult> {
  const policy = { mode, html, sizeLimitBytes: DEFAULT_SIZE_LIMIT_BYTES };
  const stores = new Stores(options);
  // Targets come before the ledger: a typo in one leaves no ledger behind.
  const targets = await resolveTargets(words, io.cwd);
  return forEachObject(
    {
      list: (notices) => listReports(targets, stores, notices),
      countable: REPORTS,
      countAhead: (signal) => countObjects(targets, signal),
      process: async (report, trail) =>
        optOutReport(report, policy, {
          store: await stores.storeOf(report.bucket),
          trail,
          clock: io.clock,
          trigger: { source: 'cli' },
          software: `${software.name}/${software.version}`,
        }),
      emptyMessage: `no profiling reports in ${words.join(', ')}`,
    },
    { stores, ledger: ledger === undefined ? undefined : parseLocation(ledger, io.cwd) },
    options,
    io,
  );
}
