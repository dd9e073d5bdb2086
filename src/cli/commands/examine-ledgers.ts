/** The work of `audit`: one pass over all records of the ledgers, in the order of objects. */
import { RecordsHash } from '../../audit/ledger/attestation.ts';
import type { Comparison } from '../../audit/ledger/completeness.ts';
import { historiesOf } from '../../audit/ledger/histories.ts';
import type { ObjectHistory } from '../../audit/ledger/object-history.ts';
import { readRecords } from '../../audit/ledger/read-records.ts';
import { LedgerSummarizer } from '../../audit/ledger/summary.ts';
import { PageRows } from '../../audit/page/page-rows.ts';
import type { AuditRecord } from '../../audit/record/schema.ts';
import { sortRecords } from '../../files/sorted-records.ts';
import { defined } from '../../text/defined.ts';
import type { ConnectionOptions, Io } from '../io.ts';
import type { AuditFigures } from '../output/audit-table.ts';
import { rendererOf } from '../output/formats.ts';
import { LedgerProblems } from '../output/ledger-problems.ts';
import { parseLocation, Stores } from '../stores.ts';
import { TargetCheck } from '../targets/target-check.ts';
import { untilAborted } from '../targets/until-aborted.ts';
import type { Format } from './report-options.ts';

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

/** The figures of ledgers, their records as far as a page lists them, and the comparison with a target. */
export interface ExaminedLedgers {
  readonly figures: AuditFigures;
  readonly rows: PageRows;
  readonly comparison: Comparison | undefined;
}

/**
 * Reads all ledgers once. Records are written as they come, in formats for programs. Undefined when interrupted.
 * @throws UsageError; Fault when a ledger or the target cannot be used.
 */
export async function examineLedgers(
  ledgers: readonly string[],
  options: ExamineOptions,
  io: Io,
): Promise<ExaminedLedgers | undefined> {
  const { format, from, to, against: target, page } = options;
  const stores = new Stores(options);
  const check = target === undefined ? undefined : await TargetCheck.open(target, ledgers, stores, io.cwd);
  const problems = new LedgerProblems(io);
  const renderer = rendererOf(format, io.columns);
  const rows = page === undefined ? new PageRows(0) : new PageRows();
  const [summarizer, hash] = [new LedgerSummarizer(), new RecordsHash()];
  const locations = ledgers.map((word) => parseLocation(word, io.cwd));
  const records = readRecords(stores.readLedgers(locations), problems);
  const sorted = untilAborted(sortRecords(check?.observe(records) ?? records), io.signal);
  if (format === 'csv') await io.writeOut(renderer.head);
  for await (const histories of historiesOf(sorted, problems)) {
    for (const history of histories) {
      if (check !== undefined) await check.add(history);
      const own = inPeriod(history, options);
      if (own === undefined) continue;
      const seen = summarizer.add(own);
      for (const record of own.records) hash.add(record);
      rows.add(own, seen);
      if (format !== 'table') await io.writeOut(renderer.renderRecords(own.records));
    }
  }
  const comparison = await check?.result();
  if (io.signal.aborted) return undefined;
  const figures = {
    ledgers,
    summary: summarizer.summary(),
    hash: hash.result(),
    problems,
    needsAttention: rows.needsAttention,
    ...defined({ from, to }),
  };
  return { figures, rows, comparison };
}

/** The part of a history that was recorded in the period. */
function inPeriod(history: ObjectHistory, { from = '', to }: ExamineOptions): ObjectHistory | undefined {
  if (from === '' && to === undefined) return history;
  const { bucket, key, records } = history;
  const [first, ...more] = records.filter(
    ({ recordedAt }) => recordedAt >= from && (to === undefined || recordedAt < to),
  );
  const own: readonly [AuditRecord, ...AuditRecord[]] | undefined = first && [first, ...more];
  return own && { bucket, key, records: own };
}
