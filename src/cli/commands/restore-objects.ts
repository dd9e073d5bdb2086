/** The work of `restore`: from ledgers and targets to objects that are as they were before. */
import { restoreObject } from '../../report/restore.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import type { Io } from '../io.ts';
import { LedgerProblems } from '../output/ledger-problems.ts';
import { parseLocation, Stores } from '../stores.ts';
import type { RestoreTask } from '../targets/known-files.ts';
import { SINGLE } from '../targets/limit.ts';
import { findRestoreSources, listRestoreTasks } from '../targets/restore-sources.ts';
import { forEachObject, type RunResult } from './for-each-object.ts';
import { nextCommand } from './next-command.ts';
import { type ChangeOptions, DEFAULT_LEDGER } from './report-options.ts';

/** Restores what the words name. @throws UsageError; Fault when a ledger or target cannot be used */
export async function restoreObjects(
  words: readonly string[],
  options: ChangeOptions,
  io: Io,
): Promise<RunResult> {
  const { dryRun, noLedger } = options;
  const stores = new Stores(options, io.writeError);
  const inputs = { stores, cwd: io.cwd, ledger: options.ledger, defaultLedger: DEFAULT_LEDGER };
  const sources = await findRestoreSources(words, inputs);
  const policy = {
    mode: dryRun ? 'dry-run' : 'enforce',
    sizeLimitBytes: DEFAULT_SIZE_LIMIT_BYTES,
  } as const;
  const ledger = dryRun || noLedger ? undefined : parseLocation(sources.ledger, io.cwd);
  return forEachObject<RestoreTask>(
    {
      list: (notices) => listRestoreTasks(sources, inputs, Object.assign(new LedgerProblems(io), notices)),
      countable: SINGLE,
      process: async ({ location, known }, trail) =>
        restoreObject(location, known, policy, {
          store: await stores.storeOf(location.bucket),
          trail,
          clock: io.clock,
        }),
      emptyMessage: `nothing to restore in ${words.join(', ')}`,
      showNext: (step) => nextCommand({ ...options, programName: io.programName, words }, step),
    },
    { stores, ledger },
    options,
    io,
  );
}
