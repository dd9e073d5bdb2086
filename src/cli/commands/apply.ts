/** `apply`: opts notebooks out, and silences HTML reports when asked; every change is on record. */
import { type Command, Option } from 'commander';
import { defined } from '../../text/defined.ts';
import type { ChooseWork, Io } from '../io.ts';
import {
  addByContent,
  addChangeOptions,
  addReportOptions,
  addTargets,
  type ChangeOptions,
  DEFAULT_LEDGER,
  type FindOptions,
} from './report-options.ts';

interface ApplyOptions extends ChangeOptions, FindOptions {
  readonly html: 'record' | 'silence';
  readonly copies?: true;
  readonly resume?: true;
}

const EXAMPLE = `
Example:
  profiler-opt-out apply s3://my-bucket/training-jobs --html silence --dry-run`;

/** Adds the command to the program. */
export function addApply(program: Command, choose: ChooseWork): void {
  const html = new Option(
    '--html <mode>',
    'record HTML reports that report usage, or silence them by removing the beacon',
  )
    .choices(['record', 'silence'])
    .default('record');
  const command = addByContent(addTargets(program.command('apply')).addOption(html)).option(
    '--copies',
    'opt copies out, too, such as checkpoints of Jupyter, and silence them with --html silence',
  );
  command.addOption(
    new Option(
      '--resume',
      'go on from the ledger: leave out what it has of S3, as long as it is unchanged',
    ).conflicts('noLedger'),
  );
  addReportOptions(addChangeOptions(command, DEFAULT_LEDGER))
    .summary('opt notebooks out; record, or silence, HTML reports')
    .description(
      'Adds opt_out=True to the notebooks of reports, and records HTML reports that report usage, or silences them.',
    )
    .addHelpText('after', EXAMPLE)
    .action((targets: readonly string[], options: ApplyOptions) =>
      choose((io) => apply(targets, options, io)),
    );
}

/** Resolves to the exit code. @throws UsageError; Fault when a target is not there or the ledger cannot be used. */
async function apply(targets: readonly string[], options: ApplyOptions, io: Io): Promise<number> {
  const { html, copies, resume, dryRun, noLedger, ledger = DEFAULT_LEDGER } = options;
  const { optOutReports } = await import('./opt-out-reports.ts');
  const choices = {
    command: 'apply',
    mode: dryRun ? 'dry-run' : 'enforce',
    html,
    ledger: dryRun || noLedger ? undefined : ledger,
    ...defined({ copies, resumesFrom: resume && ledger }),
  } as const;
  return (await optOutReports(targets, choices, options, io)).exitCode;
}
