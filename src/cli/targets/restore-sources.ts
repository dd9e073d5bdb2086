/** The objects that `restore` is to go through: those that ledgers name, or those of targets. */
import { stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { HistoryNotices } from '../../audit/ledger/histories.ts';
import { Restorations, readRewritten } from '../../audit/ledger/known-rewritings.ts';
import { type LedgerNotices, type PlacedRecord, readRecords } from '../../audit/ledger/read-records.ts';
import { fileFault } from '../../files/file-faults.ts';
import { walkFiles } from '../../files/walk.ts';
import { Fault } from '../../report/fault.ts';
import { kindOfFileName } from '../../report/key.ts';
import { type Location, parseLocation, type Stores } from '../stores.ts';
import { KnownObjects, type RestoreTask } from './known-files.ts';
import { type ListingNotices, listReports } from './list-reports.ts';
import type { Period } from './period.ts';
import { baseOfLedger, resolveTargets } from './target.ts';

/** The words of the command line, ledgers and targets apart. */
export interface RestoreSources {
  readonly ledgers: readonly Location[];
  readonly targets: readonly string[];
  /** The ledger that holds the rewritings of what targets hold, and takes new records. */
  readonly ledger: string;
  /** True when objects are restored that only a ledger knows. */
  readonly needsLedger: boolean;
}

/** Takes what is wrong with ledgers. */
export interface RestoreNotices extends LedgerNotices, Pick<HistoryNotices, 'onConflict'> {
  /** The records as they are. */
  readonly observe: (
    batches: AsyncIterable<readonly PlacedRecord[]>,
  ) => AsyncIterable<readonly PlacedRecord[]>;
}

/** The stores and choices with which sources are found. */
export interface RestoreInputs {
  readonly stores: Stores;
  readonly cwd: string;
  /** The word of `--ledger`; without it the first ledger among the sources, else `defaultLedger`. */
  readonly ledger?: string | undefined;
  readonly defaultLedger: string;
  /** True when new records are kept. */
  readonly keepsRecords: boolean;
  /** Of when the objects of targets were last modified; undefined for any time. */
  readonly period?: Period | undefined;
}

/**
 * Sorts words into ledgers and targets. Files cannot carry their provenance, so for them the ledger has to be there.
 * @throws UsageError; Fault when a path is not there
 */
export async function findRestoreSources(
  words: readonly string[],
  { stores, cwd, ledger: named, defaultLedger }: RestoreInputs,
): Promise<RestoreSources> {
  const [ledgers, targets]: [string[], string[]] = [[], []];
  for (const word of words) {
    const isOne = await isLedger(parseLocation(word, cwd), stores);
    (isOne ? ledgers : targets).push(word);
  }
  const ledger = named ?? ledgers[0] ?? defaultLedger;
  const hasFiles = targets.some((word) => parseLocation(word, cwd).kind === 'path');
  if (hasFiles) await assertThere(ledger, cwd);
  return {
    ledgers: ledgers.map((word) => parseLocation(word, cwd)),
    targets,
    ledger,
    needsLedger: hasFiles || ledgers.length > 0,
  };
}

async function isLedger(location: Location, stores: Stores): Promise<boolean> {
  if (location.kind === 's3') return stores.hasLedger(location.bucket, location.prefix);
  const { path } = location;
  try {
    if (!(await stat(path)).isDirectory()) return kindOfFileName(path) === undefined;
  } catch (error) {
    throw fileFault(error, path, 'read');
  }
  for await (const { facts } of walkFiles({ start: path, base: undefined })) if (facts.isNamed) return false;
  return true;
}

async function assertThere(ledger: string, cwd: string): Promise<void> {
  const location = parseLocation(ledger, cwd);
  if (location.kind === 's3') return;
  const isThere = await stat(location.path).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const message = `there is no ledger ${ledger}: files are restored from the ledger that apply kept; name it with --ledger`;
  throw new Fault('not-found', message, { retryable: false });
}

/**
 * The objects that ledgers name, then those of targets. Of targets the ledger is read, too: files cannot carry their
 * provenance, and objects in S3 that were put back do not any more, so that only the ledger tells whether that is on
 * record.
 * @throws UsageError; Fault
 */
export async function* listRestoreTasks(
  { ledgers, targets, ledger }: RestoreSources,
  { stores, cwd, period, keepsRecords }: RestoreInputs,
  notices: ListingNotices & RestoreNotices,
): AsyncGenerator<RestoreTask> {
  const own = parseLocation(ledger, cwd);
  const restorations = new Restorations();
  const recordsOf = (from: readonly Location[]) =>
    notices.observe(readRecords(stores.readLedgers(from), notices));
  const read = (from: readonly Location[]) =>
    readRewritten(recordsOf(from), notices.onConflict, restorations);
  const isRead = ledgers.some((location) => isDeepStrictEqual(location, own));
  if (ledgers.length > 0 && keepsRecords && !isRead) await restorations.read(recordsOf([own]));
  for (const { location, rewritings } of await read(ledgers)) yield { location, known: rewritings };
  if (targets.length === 0) return;
  const resolved = await resolveTargets(targets, cwd);
  const hasFiles = resolved.some(({ kind }) => kind !== 's3');
  const known = new KnownObjects(keepsRecords || hasFiles ? await read([own]) : []);
  const base = await baseOfLedger(ledger, cwd);
  for (const target of resolved) {
    const by = target.kind === 's3' ? 'name' : 'any';
    const listing = { stores, base, by, notices, withCopies: true, period } as const;
    for await (const { bucket, objects } of listReports([target], listing)) {
      for (const { kind, key } of objects) {
        const task = await known.find({ kind, bucket, key }, stores);
        if (task !== undefined) yield task;
      }
    }
  }
}
