/** The columns of the list. Pure. */
import type { AuditRecord } from '../../record/schema.ts';

/** One column: its heading, and the text that it is sorted by. */
export interface Column {
  readonly heading: string;
  readonly textOf: (record: AuditRecord) => string;
}

/** The columns in their order. */
export const COLUMNS: readonly Column[] = [
  { heading: 'Outcome', textOf: ({ outcome }) => outcome },
  { heading: 'Object', textOf: ({ object }) => object.key },
  { heading: 'Last modified', textOf: ({ object }) => object.lastModified ?? '' },
  { heading: 'Recorded', textOf: ({ recordedAt }) => recordedAt },
];
