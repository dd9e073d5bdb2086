/** The work of `audit`: one pass over all records of the ledgers, in the order of objects. */
import { stat } from 'node:fs/promises';
import { RecordsHash } from '../../audit/ledger/attestation.ts';
import { LedgerFigures } from '../../audit/ledger/figures/ledger-figures.ts';
import { historiesOf } from '../../audit/ledger/histories.ts';
import { isInPeriod, restrictToPeriod } from '../../audit/ledger/recording-period.ts';
import type { LedgerSource } from '../../audit/ledger/verification-command.ts';
import { PageRows } from '../../audit/page/page-rows.ts';
import { isJobHistory } from '../../audit/training-job/job-history.ts';
import { examineSorted } from '../../files/sorting/threads/examine-sorted.ts';
import { sortLedgers } from '../../files/sorting/threads/sort-ledgers.ts';
import type { Fault } from '../../report/fault.ts';
import { entriesHead, renderEntries, renderJobs } from '../../results/csv.ts';
import type { Format } from '../../results/format.ts';
import { defined } from '../../text/defined.ts';
import { renderJsonLine } from '../../text/safe-text.ts';
import type { ConnectionOptions, Io } from '../io.ts';
import type { AuditFigures } from '../output/audit-table.ts';
import { LedgerProblems } from '../output/ledger-problems.ts';
import { type Location, parseLocation, Stores } from '../stores.ts';
import { TargetCheck } from '../targets/target-check.ts';
import { untilAborted } from '../targets/until-aborted.ts';

/** Some 20,000 records: half a second's work, and twice what starting threads takes. */
const MIN_BYTES_FOR_THREADS = 20_000_000;

/** The choices for reading ledgers; times are ISO 8601, and records of `to` itself are left out. */
export interface ExamineOptions extends ConnectionOptions {
  readonly format: Format;
  readonly from?: string;
  readonly to?: string;
  /** The file of a page, which lists records. */
  readonly page?: string;
  /** The target whose objects have to be on record. */
  readonly against?: string;
}

/** The figures of ledgers, and their versions as far as a page lists them. */
export interface ExaminedLedgers {
  readonly figures: AuditFigures;
  readonly rows: PageRows;
  /** Why the target could not be listed: then there is no comparison. */
  readonly targetFault?: Fault;
}

/**
 * Reads all ledgers once. Records are written as they come, in formats for programs. Undefined when interrupted.
 * @throws UsageError; Fault when a ledger cannot be used or the target is not there.
 */
export async function examineLedgers(
  ledgers: readonly string[],
  options: ExamineOptions,
  io: Io,
): Promise<ExaminedLedgers | undefined> {
  const { format, from, to, against: target, page, endpointUrl, region } = options;
  const stores = new Stores(options);
  const check = target === undefined ? undefined : await TargetCheck.open(target, ledgers, stores, io.cwd);
  const listedAt = io.clock.now();
  const problems = new LedgerProblems(io);
  const rows = page === undefined ? new PageRows(0) : new PageRows();
  const [figures, hash] = [new LedgerFigures(), new RecordsHash()];
  const locations = ledgers.map((word) => parseLocation(word, io.cwd));
  const parts = stores.readLedgers(locations);
  const sorting = {
    threads: await threadsFor(locations, io),
    period: defined({ from, to }),
    signal: io.signal,
    onBuckets: (buckets: readonly string[]) => check?.observeBuckets(buckets),
  };
  if (format === 'table' && page === undefined && check === undefined) {
    for await (const stretch of untilAborted(examineSorted(parts, problems, sorting), io.signal)) {
      figures.addPart(stretch.figures);
      hash.addLines(stretch.lines, stretch.records);
      await problems.addPart(stretch.duplicates, stretch.conflicts);
    }
  } else {
    // These show records with their fields as they were written.
    const keptText = format === 'ndjson' || page !== undefined ? 'text' : 'canonical';
    const sorted = sortLedgers(parts, problems, { ...sorting, keptText });
    if (format === 'csv') await io.writeOut(entriesHead());
    for await (const histories of historiesOf(problems.observe(untilAborted(sorted, io.signal)), problems)) {
      for (const { history, lines } of histories) {
        if (check !== undefined && !isJobHistory(history)) await check.add(history);
        const own = restrictToPeriod(history, options);
        if (own === undefined) continue;
        for (const { record, canonical } of lines)
          if (isInPeriod(record, options)) hash.addCanonical(canonical);
        if (format === 'ndjson')
          await io.writeOut(own.records.map((record) => `${renderJsonLine(record)}\n`).join(''));
        if (isJobHistory(own)) {
          figures.add(own);
          rows.addJob(own);
          if (format === 'csv') await io.writeOut(renderJobs(own.records));
          continue;
        }
        const object = figures.add(own);
        rows.add(own, object);
        if (format === 'csv') await io.writeOut(renderEntries(object.entries));
      }
    }
  }
  const comparison = await check?.result();
  if (io.signal.aborted) return undefined;
  await problems.reportCutLines();
  const all = {
    ledgers: await Promise.all(ledgers.map((name, index) => sourceOf(name, locations[index]))),
    summary: figures.summary(),
    hash: hash.result(),
    problems,
    needsAttention: figures.needsAttention(),
    connection: defined({ endpointUrl, region }),
    ...defined({ from, to }),
    ...(comparison === undefined || target === undefined
      ? {}
      : { completeness: { target, at: listedAt, comparison } }),
  };
  return { figures: all, rows, ...defined({ targetFault: check?.fault }) };
}

/** In threads only when they are large files: threads start more slowly than small ones are read. */
async function threadsFor(locations: readonly Location[], { threads = 1 }: Io): Promise<number> {
  return threads > 1 && (await sizeOfFiles(locations)) >= MIN_BYTES_FOR_THREADS ? threads : 1;
}

/** What is no file, or not there, counts nothing. */
async function sizeOfFiles(locations: readonly Location[]): Promise<number> {
  const sizes = await Promise.all(
    locations.map(async (location) => {
      if (location.kind !== 'path') return 0;
      const found = await stat(location.path).catch(() => undefined);
      return found?.isFile() ? found.size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** A ledger that was read, as it was named. */
async function sourceOf(name: string, location: Location | undefined): Promise<LedgerSource> {
  if (location?.kind !== 'path') return { name, kind: 's3' };
  const stats = await stat(location.path);
  return { name, kind: stats.isDirectory() ? 'folder' : stats.isFIFO() ? 'pipe' : 'file' };
}
