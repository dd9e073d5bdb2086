/** `audit`: ledgers as figures, as records and as a page; and whether they account for all that a target holds. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { showSafely } from '../../text/safe-text.ts';
import type { ChooseWork, Io } from '../io.ts';
import { collectNames, parseInstant, parseName, UsageError } from '../option-values.ts';
import type { ExamineOptions } from './examine-ledgers.ts';
import { addConnectionOptions, addFormat } from './report-options.ts';

interface AuditOptions extends ExamineOptions {
  readonly page?: string;
}

const INCOMPLETE = 1;
const UNBELIEVED = 2;
const FAULT = 3;
const EXAMPLE = `
Example:
  profiler-opt-out audit s3://my-ledger-bucket/ledger --against s3://my-bucket/training-jobs --page audit.html`;

/** Adds the command to the program. */
export function addAudit(program: Command, choose: ChooseWork): void {
  const command = program
    .command('audit')
    .argument('<ledger...>', 'a file, a folder or s3://bucket/prefix that holds audit records', collectNames)
    .option('--page <file>', 'write the audit page, one HTML file', parseName)
    .option('--from <day>', 'only what was recorded from this day on (UTC)', parseInstant)
    .option('--to <day>', 'only what was recorded before this day (UTC)', parseInstant)
    .option('--against <target>', 'check that everything in a folder or S3 prefix is on record', parseName);
  addConnectionOptions(addFormat(command))
    .summary('show what ledgers say, and check that they are complete')
    .description(
      'Shows what ledgers say: the figures, the records or the audit page; and checks that everything is on record.',
    )
    .addHelpText('after', EXAMPLE)
    .action((ledgers: readonly string[], options: AuditOptions) => {
      const { from, to } = options;
      if (from !== undefined && to !== undefined && from >= to)
        throw new UsageError(`--from ${from} --to ${to}: the period has to begin before it ends`);
      choose((io) => audit(ledgers, options, io));
    });
}

/**
 * Resolves to the exit code: 1 when something in the target is not on record, or the target holds nothing, 2 when lines of
 * the ledgers are no records, or records disagree, 3 when a part of the target could not be read.
 * @throws UsageError; Fault when a ledger, the target or the page's file cannot be used.
 */
async function audit(ledgers: readonly string[], options: AuditOptions, io: Io): Promise<number> {
  const [{ examineLedgers }, { showFigures }] = await Promise.all([
    import('./examine-ledgers.ts'),
    import('../output/audit-table.ts'),
  ]);
  const examined = await examineLedgers(ledgers, options, io);
  if (examined === undefined) return 0;
  const { figures, rows, targetFault } = examined;
  await showFigures(figures, options.format, io);
  if (options.page !== undefined) {
    const path = resolve(io.cwd, options.page);
    const { writePage } = await import('../output/write-page.ts');
    await writePage(path, { ...figures, rows, generatedAt: io.clock.now() });
    await io.writeError(`page: ${showSafely(path)}\n`);
  }
  if (targetFault !== undefined) throw targetFault;
  const { comparison } = figures.completeness ?? {};
  if (comparison !== undefined && comparison.unreadableCount > 0) return FAULT;
  if (figures.problems.badLines + figures.problems.conflicts > 0) return UNBELIEVED;
  if (comparison === undefined) return 0;
  const { versions, missingCount } = comparison;
  return versions === 0 || missingCount > 0 ? INCOMPLETE : 0;
}
