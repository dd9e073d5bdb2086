/** From the words of the command line to what is to be done. Strict: a typo never patches anything. */

import { choice, count, endpointUrl, instant, parse, UsageError } from './option-values.ts';
import { FORMATS, type Format } from './output/formats.ts';

/** Options of every command that goes over reports. */
export interface ReportOptions {
  readonly targets: readonly string[];
  readonly format: Format;
  readonly concurrency: number;
  readonly maxObjects: number;
  readonly endpointUrl?: string | undefined;
}

/** What is to be done. */
export type Command =
  | { readonly name: 'help' | 'version' }
  | ({ readonly name: 'scan' } & ReportOptions)
  | ({
      readonly name: 'apply';
      readonly html: 'record' | 'silence';
      readonly isDryRun: boolean;
      /** Undefined for none. */
      readonly ledger: string | undefined;
    } & ReportOptions)
  | ({
      readonly name: 'restore';
      readonly isDryRun: boolean;
      /** Where records go, and where those of a folder's rewritings stand; undefined when it was not said. */
      readonly ledger: string | undefined;
      readonly keepsRecords: boolean;
    } & ReportOptions)
  | {
      readonly name: 'audit';
      readonly ledgers: readonly string[];
      readonly format: Format;
      /** The file of the audit page. */
      readonly page: string | undefined;
      /** ISO 8601; records from `from` up to but not including `to`. */
      readonly from: string | undefined;
      readonly to: string | undefined;
      /** The target whose objects have to be on record. */
      readonly against: string | undefined;
      readonly endpointUrl?: string | undefined;
    }
  | { readonly name: 'replay'; readonly eventFile: string; readonly endpointUrl?: string | undefined };

/** The ledger of `apply`, unless named. */
export const DEFAULT_LEDGER = 'profiler-opt-out-ledger.ndjson';
const DEFAULT_CONCURRENCY = 8;
const MAX_CONCURRENCY = 256;

const shared = { 'endpoint-url': { type: 'string' } } as const;
const overReports = {
  ...shared,
  format: { type: 'string' },
  concurrency: { type: 'string' },
  'max-objects': { type: 'string' },
} as const;
const ofApply = {
  ...overReports,
  html: { type: 'string' },
  'dry-run': { type: 'boolean' },
  ledger: { type: 'string' },
  'no-ledger': { type: 'boolean' },
} as const;

const COMMANDS = 'scan, apply, restore, audit, replay';

/** @throws UsageError */
export function parseCommand(words: readonly string[]): Command {
  const [name, ...rest] = words;
  if (rest.some((word) => word === '--help' || word === '-h')) return { name: 'help' };
  switch (name) {
    case undefined:
      throw new UsageError(`name a command: ${COMMANDS}; --help tells more`);
    case 'help':
    case '--help':
    case '-h':
      return { name: 'help' };
    case '--version':
      if (rest.length > 0) throw new UsageError(`--version stands alone, not with ${rest.join(' ')}`);
      return { name: 'version' };
    case 'scan': {
      const { values, positionals } = parse(rest, overReports);
      return { name, ...reportOptions(values, positionals) };
    }
    case 'apply':
      return parseApply(rest);
    case 'restore':
      return parseRestore(rest);
    case 'audit':
      return parseAudit(rest);
    case 'replay': {
      const { values, positionals } = parse(rest, shared);
      const [eventFile, ...more] = positionals;
      if (eventFile === undefined)
        throw new UsageError('replay needs the file of an event: replay <event.json>');
      if (more.length > 0) throw new UsageError(`replay takes one event file, not also ${more.join(' ')}`);
      return { name, eventFile, endpointUrl: endpointUrl(values['endpoint-url']) };
    }
    default:
      throw new UsageError(`unknown command ${name}: ${COMMANDS} are there`);
  }
}

function parseApply(words: readonly string[]): Command {
  const { values, positionals } = parse(words, ofApply);
  const ledger = ledgerOption(values);
  return {
    name: 'apply',
    ...reportOptions(values, positionals),
    html: choice('--html', values.html ?? 'record', ['record', 'silence']),
    isDryRun: values['dry-run'] ?? false,
    ledger: values['no-ledger'] ? undefined : (ledger ?? DEFAULT_LEDGER),
  };
}

function ledgerOption(values: {
  readonly ledger?: string | undefined;
  readonly 'no-ledger'?: boolean | undefined;
}): string | undefined {
  const { ledger } = values;
  if (ledger !== undefined && values['no-ledger'])
    throw new UsageError('--ledger and --no-ledger exclude each other');
  if (ledger === '') throw new UsageError('--ledger needs a file or s3://bucket/prefix');
  return ledger;
}

const ofRestore = {
  ...overReports,
  'dry-run': { type: 'boolean' },
  ledger: { type: 'string' },
  'no-ledger': { type: 'boolean' },
} as const;

function parseRestore(words: readonly string[]): Command {
  const { values, positionals } = parse(words, ofRestore);
  return {
    name: 'restore',
    ...reportOptions(values, positionals),
    isDryRun: values['dry-run'] ?? false,
    ledger: ledgerOption(values),
    keepsRecords: !values['no-ledger'],
  };
}

const ofAudit = {
  ...shared,
  format: { type: 'string' },
  page: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  against: { type: 'string' },
} as const;

function parseAudit(words: readonly string[]): Command {
  const { values, positionals } = parse(words, ofAudit);
  if (positionals.length === 0 || positionals.includes(''))
    throw new UsageError('name at least one ledger: a file, a folder or s3://bucket/prefix');
  const [from, to] = [instant('--from', values.from), instant('--to', values.to)];
  if (from !== undefined && to !== undefined && from >= to)
    throw new UsageError(`--from ${values.from} --to ${values.to}: the period has to begin before it ends`);
  for (const option of ['page', 'against'] as const)
    if (values[option] === '') throw new UsageError(`--${option} needs a name`);
  return {
    name: 'audit',
    ledgers: positionals,
    format: choice('--format', values.format ?? 'table', FORMATS),
    page: values.page,
    from,
    to,
    against: values.against,
    endpointUrl: endpointUrl(values['endpoint-url']),
  };
}

interface ReportValues {
  readonly 'endpoint-url'?: string | undefined;
  readonly format?: string | undefined;
  readonly concurrency?: string | undefined;
  readonly 'max-objects'?: string | undefined;
}

function reportOptions(values: ReportValues, targets: readonly string[]): ReportOptions {
  if (targets.length === 0)
    throw new UsageError('name at least one target: a folder, a file or s3://bucket/prefix');
  if (targets.includes(''))
    throw new UsageError('an empty word is no target: name a folder, a file or s3://bucket/prefix');
  return {
    targets,
    format: choice('--format', values.format ?? 'table', FORMATS),
    concurrency: count('--concurrency', values.concurrency, DEFAULT_CONCURRENCY, MAX_CONCURRENCY),
    maxObjects: count(
      '--max-objects',
      values['max-objects'],
      Number.POSITIVE_INFINITY,
      Number.MAX_SAFE_INTEGER,
    ),
    endpointUrl: endpointUrl(values['endpoint-url']),
  };
}
