/** The versions of the list, with their records. Pure. */
import type { AuditRecord, TrainingJobRecord } from '../../record/schema.ts';
import type { PageData, PageRow } from '../page-data.ts';

/** One row with the records that it points to. */
export interface ListedVersion extends Omit<PageRow, 'record' | 'related' | 'jobs'> {
  readonly record: AuditRecord;
  readonly related: readonly AuditRecord[];
  /** The records of the training job that the report came of. */
  readonly jobs: readonly TrainingJobRecord[];
}

/** The versions in their order. @throws RangeError when a row points nowhere */
export function readVersions({ records, jobs, rows }: PageData): readonly ListedVersion[] {
  return rows.map((row) => ({
    ...row,
    record: itemAt(records, row.record),
    related: row.related.map((index) => itemAt(records, index)),
    jobs: (row.jobs ?? []).map((index) => itemAt(jobs, index)),
  }));
}

function itemAt<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`the page has no record ${index}`);
  return item;
}
