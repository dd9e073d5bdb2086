/** The work of `restore`: from ledgers and targets to objects that are as they were before. */
import { recordTrail } from '../../audit/record/record-trail.ts';
import { type Finding, isFoundAsBefore, isRebuilt } from '../../report/finding.ts';
import { restoreObject } from '../../report/restore.ts';
import { software } from '../../report/software.ts';
import { quantity } from '../../results/quantity.ts';
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
  const keepsRecords = !(dryRun || noLedger);
  const { ledger: named } = options;
  const inputs = { stores, period, cwd: io.cwd, ledger: named, defaultLedger: DEFAULT_LEDGER, keepsRecords };
  const sources = await findRestoreSources(words, inputs);
  if (period !== undefined && sources.ledgers.length > 0)
    throw new UsageError(
      '--since and --until are for targets: name a folder or s3://bucket/prefix, and the ledger with --ledger',
    );
  const policy = {
    mode: dryRun ? 'dry-run' : 'enforce',
    sizeLimitBytes: DEFAULT_SIZE_LIMIT_BYTES,
  } as const;
  const ledger = keepsRecords ? parseLocation(sources.ledger, io.cwd) : undefined;
  const problems = new LedgerProblems(io);
  let [asBefore, missing] = [0, 0];
  const count = (finding: Finding | undefined) => {
    if (finding !== undefined && isFoundAsBefore(finding)) asBefore += 1;
    if (finding?.outcome === 'missing') missing += 1;
  };
  return forEachObject<RestoreTask>(
    {
      list: (notices) => listRestoreTasks(sources, inputs, Object.assign(problems, notices)),
      countObjects: () => 1,
      limit,
      process: async ({ location, known }, keep) =>
        count(
          await restoreObject(location, known, policy, {
            store: await stores.storeOf(location.bucket),
            trail: recordTrail({ trigger: { source: 'cli' }, software }, (record, finding) =>
              keep(record, isRebuilt(finding) || isFoundAsBefore(finding)),
            ),
            clock: io.clock,
          }),
        ),
      ending: async () => {
        await problems.reportCutLines();
        const unbelieved = sources.needsLedger ? problems.count : 0;
        return { messages: describeEnd({ asBefore, missing, unbelieved }), unbelieved };
      },
      emptyMessage: `nothing to restore in ${words.join(', ')}`,
      command: 'restore',
      words,
    },
    { stores, ledger },
    options,
    io,
  );
}

/** What else came out of a run. */
interface RestoreEnd {
  /** Objects that had been put back before. */
  readonly asBefore: number;
  readonly missing: number;
  readonly unbelieved: number;
}

function describeEnd({ asBefore, missing, unbelieved }: RestoreEnd): string[] {
  return [
    ...(asBefore === 0 ? [] : [`already as before, and left so: ${quantity(asBefore, 'object')}`]),
    ...(missing === 0
      ? []
      : [
          `not restored, since nothing is where the ledger says: ${quantity(missing, 'object')}; if files were moved, name the folder they are in now, and the ledger with --ledger`,
        ]),
    ...(unbelieved === 0
      ? []
      : [
          `not restored: what ${quantity(unbelieved, 'entry', 'entries')} of the ledger said that cannot be read or believed; restore from a copy of the ledger that was not changed, and reports in S3 by naming them`,
        ]),
  ];
}
