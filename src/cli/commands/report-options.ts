/** Options that several commands share, each defined once. */
import { type Command, Option } from 'commander';
import type { ConnectionOptions } from '../io.ts';
import { collectNames, parseCount, parseEndpointUrl, parseName, parseRegion } from '../option-values.ts';

/** The formats of `--format`. */
export const FORMATS = ['table', 'ndjson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** The options of every command that goes through reports. */
export interface ReportOptions extends ConnectionOptions {
  readonly format: Format;
  readonly all?: true;
  readonly concurrency: number;
  readonly maxObjects?: number;
}

/** The options of every command that finds reports in targets. */
export interface FindOptions extends ReportOptions {
  readonly byContent?: true;
}

/** The options of every command that changes reports. */
export interface ChangeOptions extends ReportOptions {
  readonly dryRun?: true;
  readonly ledger?: string;
  readonly noLedger?: true;
}

/** The ledger of `apply` and `restore`, unless named. */
export const DEFAULT_LEDGER = 'profiler-opt-out-ledger.ndjson';
const DEFAULT_CONCURRENCY = 8;
const MAX_CONCURRENCY = 256;

/** Adds the argument that takes targets. */
export const addTargets = (command: Command): Command =>
  command.argument(
    '<target...>',
    'a folder, a notebook (.ipynb), an HTML report (.html, .htm), or s3://bucket/prefix',
    collectNames,
  );

/** Adds the option that finds reports under other names. */
export const addByContent = (command: Command): Command =>
  command.option('--by-content', 'also look into notebooks and HTML pages that have other names');

export const addFormat = (command: Command): Command =>
  command.addOption(
    new Option('--format <format>', 'how results are written; ndjson is one audit record a line')
      .choices(FORMATS)
      .default(FORMATS[0]),
  );

/** Adds the options that say how S3 is reached; they come last in every help text. */
export const addConnectionOptions = (command: Command): Command =>
  command
    .option('--endpoint-url <url>', 'use an S3-compatible server', parseEndpointUrl)
    .option('--region <region>', 'use this AWS region instead of the configured one', parseRegion);

/** Adds the options of a command that goes through reports. */
export const addReportOptions = (command: Command): Command =>
  addConnectionOptions(
    addFormat(command)
      .option('--all', 'show every result in a row of its own, as it comes')
      .option(
        '--concurrency <number>',
        'how many reports are processed at once',
        parseCount(MAX_CONCURRENCY),
        DEFAULT_CONCURRENCY,
      )
      .option('--max-objects <number>', 'stop after this many objects', parseCount(Number.MAX_SAFE_INTEGER)),
  );

/** Adds the options of a command that changes reports; `defaultLedger` says which one it is. */
export function addChangeOptions(command: Command, defaultLedger: string): Command {
  const noLedger = new Option('--no-ledger', 'keep no records');
  // A value of its own, not `ledger: false`, so that both together can be refused.
  noLedger.negate = false;
  return command
    .option('--dry-run', 'change nothing, and show what would be done')
    .addOption(
      new Option(
        '--ledger <ledger>',
        `the file or s3://bucket/prefix that keeps the records (default: ${defaultLedger})`,
      )
        .argParser(parseName)
        .conflicts('noLedger'),
    )
    .addOption(noLedger);
}
