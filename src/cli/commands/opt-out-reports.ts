/** The work that `scan` and `apply` share: opt out the reports of all targets, or show what would be done. */
import { optOutReport } from '../../report/opt-out.ts';
import type { Policy } from '../../report/policy.ts';
import { software } from '../../report/software.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import type { Io } from '../io.ts';
import { parseLocation, Stores } from '../stores.ts';
import { REPORTS } from '../targets/limit.ts';
import { countObjects, listReports } from '../targets/list-reports.ts';
import { baseOfLedger, resolveTargets } from '../targets/target.ts';
import { forEachObject, type RunResult } from './for-each-object.ts';
import { nextCommand } from './next-command.ts';
import { DEFAULT_LEDGER, type FindOptions } from './report-options.ts';

/** The choices for opting reports out. */
export interface OptOutChoices {
  readonly mode: Policy['mode'];
  readonly html: Policy['html'];
  /** The word that names the ledger; without it no records are kept. */
  readonly ledger?: string | undefined;
  /** Opts copies out, too, or silences them. */
  readonly copies?: true;
  /** True when something that still reports usage makes the exit code 1. */
  readonly isCheck?: boolean;
}

const NOTHING_FOUND = 1;

/** The counts of a run's outcomes, and its exit code. */
export interface OptOutResult extends Pick<RunResult, 'counts'> {
  readonly exitCode: RunResult['exitCode'] | typeof NOTHING_FOUND;
}

/**
 * Opts out the reports of all targets. The exit code is 1 when there are none in one of them, and nothing worse happened.
 * @throws UsageError; Fault when a target is not there or the ledger cannot be used
 */
export async function optOutReports(
  words: readonly string[],
  { mode, html, ledger, copies, isCheck = false }: OptOutChoices,
  options: FindOptions & { readonly ledger?: string },
  io: Io,
): Promise<OptOutResult> {
  const policy = { mode, html, sizeLimitBytes: DEFAULT_SIZE_LIMIT_BYTES };
  const stores = new Stores(options, io.writeError);
  // Targets come before the ledger: a typo in one leaves no ledger behind.
  const targets = await resolveTargets(words, io.cwd);
  const base = await baseOfLedger(ledger ?? DEFAULT_LEDGER, io.cwd);
  const by = options.byContent ? 'content' : 'name';
  let isEmpty = false;
  const result = await forEachObject(
    {
      list: (notices) =>
        listReports(targets, {
          stores,
          base,
          by,
          notices,
          withCopies: copies ?? false,
          onEmpty: async (word) => {
            isEmpty = true;
            await notices.onMessage(`no profiling reports in ${word}`);
          },
        }),
      countable: REPORTS,
      countAhead: (signal) => countObjects(targets, { base, by }, signal),
      process: async (report, trail) =>
        optOutReport(report, policy, {
          store: await stores.storeOf(report.bucket),
          trail,
          clock: io.clock,
          trigger: { source: 'cli' },
          software: `${software.name}/${software.version}`,
        }),
      showNext: (step) => nextCommand({ ...options, programName: io.programName, words }, step),
      isCheck,
    },
    { stores, ledger: ledger === undefined ? undefined : parseLocation(ledger, io.cwd) },
    options,
    io,
  );
  return isEmpty && result.exitCode === 0 ? { ...result, exitCode: NOTHING_FOUND } : result;
}
