/** `audit`: what ledgers say, as figures, as records, as a page; and whether they say all that a target holds. */

import { resolve } from 'node:path';
import { RecordsHash } from '../../audit/ledger/attestation.ts';
import { Against, type Comparison } from '../../audit/ledger/completeness.ts';
import { historiesOf } from '../../audit/ledger/histories.ts';
import type { ObjectHistory } from '../../audit/ledger/object-history.ts';
import { LedgerSummarizer } from '../../audit/ledger/summary.ts';
import { PageRows } from '../../audit/page/page-rows.ts';
import type { AuditRecord } from '../../audit/record/schema.ts';
import { sortRecords } from '../../files/sorted-records.ts';
import { defined } from '../../text/defined.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';
import { readLedgers } from '../ledgers.ts';
import type { Command } from '../options.ts';
import { type AuditFigures, renderComparison, renderFigures } from '../output/audit-table.ts';
import { rendererOf } from '../output/formats.ts';
import { LedgerProblems } from '../output/ledger-problems.ts';
import { openPresent } from '../targets/present-versions.ts';
import { resolveTargets, TargetError } from '../targets/target.ts';
import { untilAborted } from '../targets/until-aborted.ts';

type AuditCommand = Extract<Command, { name: 'audit' }>;

const DEFAULT_COLUMNS = 120;
const INCOMPLETE = 1;
const BAD_LINES = 2;

/**
 * Answers the exit code: 1 when something in the target is not on record, 2 when lines of the ledgers are no records.
 * @throws TargetError; Fault when a ledger, the target or the page's file cannot be used.
 */
export async function audit(command: AuditCommand, io: Io): Promise<number> {
  const against = await openAgainst(command, io);
  const problems = new LedgerProblems(io);
  const renderer = rendererOf(command.format, io.columns ?? DEFAULT_COLUMNS);
  const [summarizer, hash, rows] = [new LedgerSummarizer(), new RecordsHash(), new PageRows()];
  const lines = readLedgers(command.ledgers, io.cwd, command.endpointUrl, problems);
  const sorted = sortRecords(untilAborted(lines, io.signal));
  if (command.format === 'csv') await io.writeOut(renderer.head);
  for await (const histories of historiesOf(sorted, problems.onDuplicate)) {
    for (const history of histories) {
      await against?.see(history);
      const own = inPeriod(history, command);
      if (own === undefined) continue;
      const seen = summarizer.add(own);
      for (const record of own.records) hash.add(record);
      rows.add(own, seen);
      if (command.format !== 'table') await io.writeOut(renderer.renderRecords(own.records));
    }
  }
  const comparison = await against?.end();
  if (io.signal.aborted) return 0;
  const figures = {
    ledgers: command.ledgers,
    summary: summarizer.summary(),
    hash: hash.end(),
    problems,
    needsPerson: rows.needsPerson,
    ...defined({ from: command.from, to: command.to }),
  };
  await show(figures, comparison, command, io);
  if (command.page !== undefined) {
    const path = resolve(io.cwd, command.page);
    const { writePage } = await import('../output/write-page.ts');
    await writePage(path, { ...figures, rows, generatedAt: io.clock.now() });
    await io.writeError(`page: ${showSafely(path)}\n`);
  }
  if (problems.badLines > 0) return BAD_LINES;
  return (comparison?.missingCount ?? 0) > 0 ? INCOMPLETE : 0;
}

/** Figures are results only where people read; programs get records, and the comparison as a message. */
async function show(
  figures: AuditFigures,
  comparison: Comparison | undefined,
  { format, against = '' }: AuditCommand,
  io: Io,
): Promise<void> {
  if (format === 'table') await io.writeOut(renderFigures(figures, io.columns ?? DEFAULT_COLUMNS));
  if (comparison === undefined) return;
  const write = format === 'table' ? io.writeOut : io.writeError;
  await write(renderComparison(comparison, against));
}

async function openAgainst({ against, endpointUrl }: AuditCommand, io: Io): Promise<Against | undefined> {
  if (against === undefined) return undefined;
  const [target] = await resolveTargets([against], io.cwd);
  if (target === undefined) throw new TargetError(`${against}: name a folder, a file or s3://bucket/prefix`);
  const { bucket, prefix, versions } = await openPresent(target, endpointUrl);
  return new Against(bucket, prefix, versions);
}

/** The part of a history that was recorded in the period. */
function inPeriod(
  { bucket, key, records }: ObjectHistory,
  { from = '', to }: AuditCommand,
): ObjectHistory | undefined {
  const [first, ...more] = records.filter(
    ({ recordedAt }) => recordedAt >= from && (to === undefined || recordedAt < to),
  );
  const own: readonly [AuditRecord, ...AuditRecord[]] | undefined = first && [first, ...more];
  return own && { bucket, key, records: own };
}
