/** The work that `scan` and `apply` share: opt out the reports of all targets, or show what would be done. */
import type { Policy } from '../../report/policy.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import type { Io } from '../io.ts';
import { parseLocation, Stores } from '../stores.ts';
import { AdaptiveLimit } from '../targets/adaptive-limit.ts';
import { REPORTS } from '../targets/limit.ts';
import { countObjects, listReports } from '../targets/list-reports.ts';
import { baseOfLedger, resolveTargets } from '../targets/target.ts';
import { OptOutWork } from '../threads/opt-out-work.ts';
import { forEachObject, type RunResult } from './for-each-object.ts';
import { DEFAULT_LEDGER, type FindOptions, periodOf } from './report-options.ts';

/** The choices for opting reports out. */
export interface OptOutChoices {
  readonly command: 'scan' | 'apply';
  readonly mode: Policy['mode'];
  readonly html: Policy['html'];
  /** The word that names the ledger; without it no records are kept. */
  readonly ledger?: string | undefined;
  /** Opts copies out, too, or silences them. */
  readonly copies?: true;
}

/**
 * Opts out the reports of all targets. The exit code is at least 1 when there are none in one of them.
 * @throws UsageError; Fault when a target is not there or the ledger cannot be used
 */
export async function optOutReports(
  words: readonly string[],
  { command, mode, html, ledger, copies }: OptOutChoices,
  options: FindOptions,
  io: Io,
): Promise<RunResult> {
  const policy = { mode, html, sizeLimitBytes: DEFAULT_SIZE_LIMIT_BYTES };
  const period = periodOf(options);
  const limit = new AdaptiveLimit(options.concurrency, io.clock);
  const onThrottled = () => limit.throttled();
  const stores = new Stores(options, { onMessage: io.writeError, onThrottled });
  // Targets come before the ledger: a typo in one leaves no ledger behind.
  const targets = await resolveTargets(words, io.cwd);
  const base = await baseOfLedger(ledger ?? DEFAULT_LEDGER, io.cwd);
  const by = options.byContent ? 'content' : 'name';
  let isEmpty = false;
  const work = new OptOutWork({ stores, job: { policy }, connection: options, onThrottled }, io);
  const run = forEachObject(
    {
      list: (notices) =>
        listReports(targets, {
          stores,
          base,
          by,
          notices,
          withCopies: copies ?? false,
          period,
          onEmpty: async (word) => {
            isEmpty = true;
            await notices.onMessage(`no profiling reports in ${word}`);
          },
        }),
      countable: REPORTS,
      countAhead: async (signal) =>
        period === undefined ? countObjects(targets, { base, by }, signal) : undefined,
      limit,
      process: (report, keep, isAgainSince) => work.process(report, keep, isAgainSince),
      hasEmptyTarget: () => isEmpty,
      command,
      words,
    },
    { stores, ledger: ledger === undefined ? undefined : parseLocation(ledger, io.cwd) },
    options,
    io,
  );
  return run.finally(() => work.end());
}
