/** Records as comma-separated values, a line an object, for spreadsheets. */
import { stringify } from 'csv-stringify/sync';
import type { AuditRecord } from '../../audit/record/schema.ts';
import { showSafely } from '../../text/safe-text.ts';

type Read = (record: AuditRecord) => string | number | boolean | null | undefined;

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

/** The line with the names of the columns. */
export const csvHead = (): string => stringify([CSV_COLUMNS.map(([name]) => name)]);

/** A line for each record; nothing in it acts as a formula. */
export const renderCsv = (records: readonly AuditRecord[]): string =>
  stringify(
    records.map((record) => CSV_COLUMNS.map(([, read]) => showSafely(String(read(record) ?? '')))),
    { escape_formulas: true },
  );
