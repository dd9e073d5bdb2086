/** Options that several commands share, each defined once. */
import { type Command, Option } from 'commander';
import { FORMATS, type Format } from '../../results/format.ts';
import type { OUTCOMES } from '../../results/group-kinds.ts';
import { defined } from '../../text/defined.ts';
import type { ConnectionOptions } from '../io.ts';
import {
  collectNames,
  collectOutcomes,
  type MaxFailures,
  parseCount,
  parseEndpointUrl,
  parseInstant,
  parseMaxFailures,
  parseName,
  parseRegion,
  UsageError,
} from '../option-values.ts';
import type { Period } from '../targets/period.ts';

/** The options of every command that goes through reports. */
export interface ReportOptions extends ConnectionOptions {
  readonly format: Format;
  readonly all?: true;
  readonly only?: readonly (typeof OUTCOMES)[number][];
  /** The file for the closing figures. */
  readonly summary?: string;
  readonly concurrency: number;
  readonly maxObjects?: number;
  readonly maxFailures?: MaxFailures;
  /** ISO 8601; of when objects were last modified. */
  readonly since?: string;
  readonly until?: string;
}

/** The period of when objects were last modified; undefined for any time. @throws UsageError when it is empty */
export function periodOf({ since, until }: Pick<ReportOptions, 'since' | 'until'>): Period | undefined {
  if (since === undefined && until === undefined) return undefined;
  if (since !== undefined && until !== undefined && since >= until)
    throw new UsageError(`--since ${since} --until ${until}: the period has to begin before it ends`);
  return defined({ since, until });
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
        '--only <outcome...>',
        'show only these outcomes; the closing figures count all',
        collectOutcomes,
      )
      .option('--summary <file>', 'write the closing figures as one JSON document', parseName)
      .option(
        '--concurrency <number>',
        'how many reports are processed at once',
        parseCount(MAX_CONCURRENCY),
        DEFAULT_CONCURRENCY,
      )
      .option(
        '--max-objects <number>',
        'stop at the end of the report with which this many objects are reached',
        parseCount(Number.MAX_SAFE_INTEGER),
      )
      .option(
        '--max-failures <number>',
        'stop when more objects, or more of them such as 5%, fail or are refused',
        parseMaxFailures,
      )
      .option('--since <day>', 'only what was last modified from this day on (UTC)', parseInstant)
      .option('--until <day>', 'only what was last modified before this day (UTC)', parseInstant),
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
