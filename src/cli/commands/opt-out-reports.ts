/** The work that `scan` and `apply` share: opt out the reports of all targets, or show what would be done. */

import { DiskTable } from '../../files/disk-table.ts';
import { notebooksFirst } from '../../report/opt-out.ts';
import type { Policy } from '../../report/policy.ts';
import { AdaptiveLimit } from '../../run/adaptive-limit.ts';
import { RecordedObjects } from '../../run/recorded-objects.ts';
import { defined } from '../../text/defined.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { TextTable } from '../../text/text-table.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../option-values.ts';
import { LedgerProblems } from '../output/ledger-problems.ts';
import { parseLocation, patientlyWith, Stores } from '../stores.ts';
import { countObjects, listReports } from '../targets/list-reports.ts';
import { baseOfLedger, resolveTargets, type Target } from '../targets/target.ts';
import { AssessmentThreads } from '../threads/assessment-threads.ts';
import { forEachObject, type RunResult } from './for-each-object.ts';
import { nextCommand } from './next-command.ts';
import { optOutOne } from './opt-out-one.ts';
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
  /** The word that names the ledger of an earlier run to go on from. */
  readonly resumesFrom?: string;
}

/**
 * Opts out the reports of all targets. The exit code is at least 1 when there are none in one of them.
 * @throws UsageError; Fault when a target is not there or the ledger cannot be used
 */
export async function optOutReports(
  words: readonly string[],
  choices: OptOutChoices,
  options: FindOptions,
  io: Io,
): Promise<RunResult> {
  const table = new DiskTable();
  try {
    return await optOutAll(words, choices, options, { io, table });
  } finally {
    table.close();
  }
}

/** `table` has room for what an earlier run has on record. */
async function optOutAll(
  words: readonly string[],
  { command, mode, html, ledger, copies, resumesFrom }: OptOutChoices,
  options: FindOptions,
  { io, table }: { readonly io: Io; readonly table: TextTable },
): Promise<RunResult> {
  // The next command goes on in the same way.
  const kept = { ...options, html, ...defined({ copies }) };
  const policy = { mode, html, sizeLimitBytes: DEFAULT_SIZE_LIMIT_BYTES };
  const period = periodOf(options);
  const limit = new AdaptiveLimit(options.concurrency, io.clock);
  const onThrottled = () => limit.throttled();
  const askPage = patientlyWith(io);
  const stores = new Stores(options, { onMessage: io.writeError, onThrottled, askPage });
  // Targets come before the ledger: a typo in one leaves no ledger behind.
  const targets = await resolveTargets(words, io.cwd);
  const recorded =
    resumesFrom === undefined
      ? undefined
      : await readRecorded(resumesFrom, targets, { stores, html, io, table });
  const base = await baseOfLedger(ledger ?? DEFAULT_LEDGER, io.cwd);
  const by = options.byContent ? 'content' : 'name';
  let isEmpty = false;
  let isListingBroken = false;
  const threads = new AssessmentThreads(isDiskLimited(mode, targets) ? 0 : (io.threads ?? 1) - 1, {
    isMainBusy: targets.every(({ kind }) => kind === 's3'),
  });
  const run = forEachObject(
    {
      list: (notices) =>
        listReports(targets, {
          stores,
          base,
          by,
          findsDeleted: true,
          notices,
          withCopies: copies ?? false,
          period,
          recorded,
          onBroken: () => {
            isListingBroken = true;
          },
          onEmpty: async (word) => {
            isEmpty = true;
            await notices.onMessage(`no profiling reports in ${word}`);
          },
        }),
      countObjects: ({ objects }) => objects.length,
      // Otherwise the record of a page would not say when its notebook was opted out.
      cutObjects: (report, count) => ({ ...report, objects: notebooksFirst(report.objects).slice(0, count) }),
      countAhead: async (signal) =>
        period === undefined && recorded === undefined
          ? countObjects(targets, { stores, base, by }, signal)
          : undefined,
      limit,
      process: async (report, keep, isAgainSince) =>
        optOutOne(
          report,
          { policy, ...defined({ continuesSince: recorded?.since ?? isAgainSince }) },
          {
            store: await stores.storeOf(report.bucket),
            clock: io.clock,
            assess: (task) => threads.assess(task),
            assessAhead: (task) => threads.assessAhead(task),
          },
          keep,
        ),
      hasEmptyTarget: () => isEmpty,
      isListingBroken: () => isListingBroken,
      showResume:
        ledger === undefined
          ? undefined
          : () =>
              nextCommand(
                { ...kept, programName: io.programName, words },
                { command, options: resumeOptions(targets) },
              ),
      leftOut: () => recorded?.leftOut,
      command,
      words,
    },
    { stores, ledger: ledger === undefined ? undefined : parseLocation(ledger, io.cwd) },
    kept,
    io,
  );
  return run.finally(() => threads.close());
}

/** True where files are written: more threads would only wait for the disk, and fewer records share a sync. */
const isDiskLimited = (mode: Policy['mode'], targets: readonly Target[]): boolean =>
  mode === 'enforce' && targets.some(({ kind }) => kind !== 's3');

const resumeOptions = (targets: readonly Target[]): string[] =>
  targets.every(({ kind }) => kind === 's3') ? ['--resume'] : [];

interface RecordedSurroundings {
  readonly stores: Stores;
  readonly html: Policy['html'];
  readonly io: Io;
  readonly table: TextTable;
}

/** Reads what the ledger of an earlier run has on record. @throws UsageError; Fault when it cannot be read */
async function readRecorded(
  ledger: string,
  targets: readonly Target[],
  { stores, html, io, table }: RecordedSurroundings,
): Promise<RecordedObjects> {
  const other = targets.find(({ kind }) => kind !== 's3');
  if (other !== undefined) {
    throw new UsageError(
      `--resume is for S3, and ${other.word} is not: run again without it, which reads files again and changes none twice`,
    );
  }
  // It brings the schema of records and what compiles it, which other runs do without.
  const { readRecords } = await import('../../audit/ledger/read-records.ts');
  const recorded = new RecordedObjects(html === 'silence', table);
  const parts = stores.readLedgers([parseLocation(ledger, io.cwd)]);
  const problems = new LedgerProblems(io);
  await recorded.read(problems.observe(readRecords(parts, problems)));
  await problems.reportCutLines();
  for (const { word, ...target } of targets) {
    if (target.kind === 's3' && !recorded.knowsBucket(target.bucket))
      await io.writeError(
        `${showSafely(ledger)} has nothing of ${showSafely(word)}: all of it is processed\n`,
      );
  }
  return recorded;
}
