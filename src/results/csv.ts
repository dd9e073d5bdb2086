/** Records as comma-separated values, a line an object, for spreadsheets. */
import { stringify } from 'csv-stringify/sync';
import type { VersionEntry } from '../audit/ledger/version-entries.ts';
import { describeEmbedded } from '../audit/record/embedded.ts';
import type { AuditRecord, TrainingJobRecord } from '../audit/record/schema.ts';
import { showSafely } from '../text/safe-text.ts';

type Cell = string | number | boolean | null | undefined;
type Read = (record: AuditRecord) => Cell;

const CSV_COLUMNS: readonly (readonly [name: string, read: Read])[] = [
  ['recordedAt', (record) => record.recordedAt],
  ['outcome', (record) => record.outcome],
  ['reason', (record) => record.reason],
  ['detail', (record) => record.detail],
  ['kind', (record) => record.object.kind],
  ['bucket', (record) => record.object.bucket],
  ['key', (record) => record.object.key],
  ['versionId', (record) => record.object.versionId],
  ['isLatest', (record) => record.object.isLatest],
  ['isCopy', (record) => record.object.isCopy],
  ['lastModified', (record) => record.object.lastModified],
  ['trainingJobName', (record) => record.report.trainingJobName],
  ['ruleName', (record) => record.report.ruleName],
  ['processingJobArn', (record) => record.report.processingJobArn],
  ['usageReporting', (record) => record.html?.usageReporting],
  ['embedded', describeEmbedded],
  ['generatedBeforeOptOut', (record) => record.html?.generatedBeforeOptOut],
  ['generatedAt', (record) => record.report.generatedAt],
  ['generatedAtSource', (record) => record.report.generatedAtSource],
  ['optedOutAt', (record) => record.html?.optedOutAt],
  ['optionOne', (record) => record.optionOne?.state],
  ['contradiction', (record) => record.optionOne?.contradiction],
  ['beforeSha256', (record) => record.before?.sha256],
  ['beforeBytes', (record) => record.before?.bytes],
  ['afterSha256', (record) => record.after?.sha256],
  ['afterBytes', (record) => record.after?.bytes],
  ['edits', (record) => record.edits?.length],
  ['id', (record) => record.id],
  ['digest', (record) => record.digest],
];

/** The present state of the version that a line is about; it stands before what the record says. */
const ENTRY_COLUMNS: readonly (readonly [name: string, read: (entry: VersionEntry) => Cell])[] = [
  ['reportsNow', ({ reporting }) => reporting],
  ['stateNow', ({ state }) => state],
  ['currentVersion', ({ isCurrent }) => isCurrent],
  ['version', ({ versionId }) => versionId],
  ['supersededBy', ({ superseded }) => superseded?.by],
  ['supersededAt', ({ superseded }) => superseded?.at],
];

/** The line with the names of the columns. */
export const csvHead = (): string => stringify([CSV_COLUMNS.map(([name]) => name)]);

/** The same for lines of entries. */
export const entriesHead = (): string =>
  stringify([[...ENTRY_COLUMNS, ...CSV_COLUMNS].map(([name]) => name)]);

/** A line for each record; nothing in it acts as a formula. */
export const renderCsv = (records: readonly AuditRecord[]): string => renderLines(records.map(cellsOf));

/** A line for each entry: the present state of its version, then its record. */
export const renderEntries = (entries: readonly VersionEntry[]): string =>
  renderLines(
    entries.map((entry) => [...ENTRY_COLUMNS.map(([, read]) => read(entry)), ...cellsOf(entry.record)]),
  );

/** A line for each record of a training job, in the columns of entries. */
export const renderJobs = (records: readonly TrainingJobRecord[]): string =>
  renderLines(
    records.map((record) => {
      const cells = new Map(JOB_COLUMNS.map(([name, read]) => [name, read(record)]));
      return [...ENTRY_COLUMNS, ...CSV_COLUMNS].map(([name]) => cells.get(name));
    }),
  );

const JOB_COLUMNS: readonly (readonly [name: string, read: (record: TrainingJobRecord) => Cell])[] = [
  ['recordedAt', (record) => record.recordedAt],
  ['outcome', (record) => record.outcome],
  ['reason', (record) => record.reason],
  ['detail', (record) => record.detail],
  ['kind', (record) => record.object.kind],
  ['key', (record) => record.object.arn],
  ['trainingJobName', (record) => record.object.name],
  ['optionOne', (record) => record.outcome],
  ['id', (record) => record.id],
  ['digest', (record) => record.digest],
];

const cellsOf = (record: AuditRecord): readonly Cell[] => CSV_COLUMNS.map(([, read]) => read(record));

const renderLines = (lines: readonly (readonly Cell[])[]): string =>
  stringify(
    lines.map((cells) => cells.map((cell) => showSafely(String(cell ?? '')))),
    { escape_formulas: true },
  );
