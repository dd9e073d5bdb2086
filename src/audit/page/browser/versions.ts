/** The versions of the list, with their records. Pure. */
import type { AuditRecord } from '../../record/schema.ts';
import type { PageData, PageRow } from '../page-data.ts';

/** One row with the records that it points to. */
export interface ListedVersion extends Omit<PageRow, 'record' | 'related'> {
  readonly record: AuditRecord;
  readonly related: readonly AuditRecord[];
}

/** The versions in their order. @throws RangeError when a row points nowhere */
export function readVersions({ records, rows }: PageData): readonly ListedVersion[] {
  const recordAt = (index: number): AuditRecord => {
    const record = records[index];
    if (record === undefined) throw new RangeError(`the page has no record ${index}`);
    return record;
  };
  return rows.map((row) => ({ ...row, record: recordAt(row.record), related: row.related.map(recordAt) }));
}
