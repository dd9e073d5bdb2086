/** What `restore` is to go over: the objects that ledgers name, or those of targets. */
import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { readRewritten } from '../../audit/ledger/known-rewritings.ts';
import type { LedgerNotices } from '../../audit/record/read-lines.ts';
import { fileFault } from '../../files/file-faults.ts';
import { walkReportKeys } from '../../files/walk.ts';
import type { KnownRewriting } from '../../report/earlier-bytes.ts';
import { Fault } from '../../report/fault.ts';
import type { Place } from '../../report/findings.ts';
import { readLedgers } from '../ledgers.ts';
import { type ListBucket, type ListingNotices, listReports } from './list-reports.ts';
import { parseS3, resolveTargets } from './target.ts';

/** One object to restore, with the rewritings that are known of it. */
export interface RestoreTask {
  readonly place: Place;
  readonly known: readonly KnownRewriting[];
}

/** The words of the command line, told apart. */
export interface RestoreSources {
  readonly ledgers: readonly string[];
  readonly targets: readonly string[];
  /** Where the rewritings of files stand, and where records go. */
  readonly ledger: string;
}

/** Whether an S3 prefix holds a ledger. */
export type HasLedger = (bucket: string, prefix: string) => Promise<boolean>;

/**
 * Tells ledgers from targets, and makes sure that `fileLedger(ledgers)` is there when files are to be restored.
 * @throws TargetError; Fault when a path is not there.
 */
export async function tellSources(
  words: readonly string[],
  cwd: string,
  hasLedger: HasLedger,
  fileLedger: (ledgers: readonly string[]) => string,
): Promise<RestoreSources> {
  const [ledgers, targets]: [string[], string[]] = [[], []];
  for (const word of words) {
    ((await isLedger(word, cwd, hasLedger)) ? ledgers : targets).push(word);
  }
  const ledger = fileLedger(ledgers);
  const hasFiles = targets.some((word) => !word.startsWith('s3:'));
  if (hasFiles) await assertThere(ledger, cwd);
  return { ledgers, targets, ledger };
}

async function isLedger(word: string, cwd: string, hasLedger: HasLedger): Promise<boolean> {
  if (word.startsWith('s3:')) {
    const { bucket, prefix } = parseS3(word);
    return hasLedger(bucket, prefix);
  }
  const path = resolve(cwd, word);
  try {
    if (!(await stat(path)).isDirectory()) return !['.ipynb', '.html'].includes(extname(path));
  } catch (error) {
    throw fileFault(error, path, 'read');
  }
  for await (const _key of walkReportKeys(path, path)) return false;
  return true;
}

/** Where objects are listed, and who is told of what is left out. */
export interface RestoreSurroundings {
  readonly cwd: string;
  readonly endpointUrl: string | undefined;
  readonly listBucket: ListBucket;
  readonly notices: ListingNotices & LedgerNotices;
}

/**
 * What ledgers name, and then what lies in targets: objects in S3 carry their own provenance, for files
 * the ledger is read.
 * @throws TargetError; Fault
 */
export async function* restoreTasks(
  { ledgers, targets, ledger }: RestoreSources,
  { cwd, endpointUrl, listBucket, notices }: RestoreSurroundings,
): AsyncGenerator<RestoreTask> {
  const read = (words: readonly string[]) => readRewritten(readLedgers(words, cwd, endpointUrl, notices));
  for (const { place, rewritings } of await read(ledgers)) yield { place, known: rewritings };
  const resolved = await resolveTargets(targets, cwd);
  const hasFiles = resolved.some(({ kind }) => kind !== 's3');
  const rewritten = hasFiles ? await read([ledger]) : [];
  const known = new Map(rewritten.map(({ place, rewritings }) => [nameOf(place), rewritings]));
  for await (const { bucket, objects } of listReports(resolved, listBucket, notices)) {
    for (const { kind, key, isCopy } of objects) {
      const place = { kind, bucket, key };
      const own = known.get(nameOf(place)) ?? [];
      const isOfInterest = bucket.startsWith('file:') ? own.length > 0 : !isCopy;
      if (isOfInterest) yield { place, known: own };
    }
  }
}

const nameOf = ({ bucket, key }: Pick<Place, 'bucket' | 'key'>): string => `${bucket}\n${key}`;

/** Files cannot carry their provenance. */
async function assertThere(ledger: string, cwd: string): Promise<void> {
  if (ledger.startsWith('s3:')) return;
  const isThere = await stat(resolve(cwd, ledger)).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const message = `there is no ledger ${ledger}: files are restored from the ledger that apply kept; name it with --ledger`;
  throw new Fault('not-found', message, { retryable: false });
}
