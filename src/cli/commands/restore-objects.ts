/** The work of `restore`: from ledgers and targets to objects that are as they were before. */
import { recordTrail } from '../../audit/record/record-trail.ts';
import { isRebuilt } from '../../report/finding.ts';
import { restoreObject } from '../../report/restore.ts';
import { software } from '../../report/software.ts';
import { AdaptiveLimit } from '../../run/adaptive-limit.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../option-values.ts';
import { LedgerProblems } from '../output/ledger-problems.ts';
import { parseLocation, patientlyWith, Stores } from '../stores.ts';
import type { RestoreTask } from '../targets/known-files.ts';
import { findRestoreSources, listRestoreTasks } from '../targets/restore-sources.ts';
import { forEachObject, type RunResult } from './for-each-object.ts';
import { type ChangeOptions, DEFAULT_LEDGER, periodOf } from './report-options.ts';

/** Restores what the words name. @throws UsageError; Fault when a ledger or target cannot be used */
export async function restoreObjects(
  words: readonly string[],
  options: ChangeOptions,
  io: Io,
): Promise<RunResult> {
  const { dryRun, noLedger } = options;
  const onThrottled = () => limit.throttled();
  const askPage = patientlyWith(io);
  const stores = new Stores(options, { onMessage: io.writeError, onThrottled, askPage });
  const limit = new AdaptiveLimit(options.concurrency, io.clock);
  const period = periodOf(options);
  const inputs = { stores, period, cwd: io.cwd, ledger: options.ledger, defaultLedger: DEFAULT_LEDGER };
  const sources = await findRestoreSources(words, inputs);
  if (period !== undefined && sources.ledgers.length > 0)
    throw new UsageError(
      '--since and --until are for targets: name a folder or s3://bucket/prefix, and the ledger with --ledger',
    );
  const policy = {
    mode: dryRun ? 'dry-run' : 'enforce',
    sizeLimitBytes: DEFAULT_SIZE_LIMIT_BYTES,
  } as const;
  const ledger = dryRun || noLedger ? undefined : parseLocation(sources.ledger, io.cwd);
  return forEachObject<RestoreTask>(
    {
      list: (notices) => listRestoreTasks(sources, inputs, Object.assign(new LedgerProblems(io), notices)),
      countObjects: () => 1,
      limit,
      process: async ({ location, known }, keep) =>
        restoreObject(location, known, policy, {
          store: await stores.storeOf(location.bucket),
          trail: recordTrail({ trigger: { source: 'cli' }, software }, (record, finding) =>
            keep(record, isRebuilt(finding)),
          ),
          clock: io.clock,
        }),
      emptyMessage: `nothing to restore in ${words.join(', ')}`,
      command: 'restore',
      words,
    },
    { stores, ledger },
    options,
    io,
  );
}
