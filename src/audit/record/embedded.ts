/** What a record says about the HTML in a notebook's saved outputs. Pure. */
import type { AuditRecord } from './schema.ts';

/** The usage reporting of all pages in the saved outputs together; undefined where none holds a beacon, or may. */
export function embeddedReporting({ embedded }: AuditRecord): 'reports' | 'unknown' | undefined {
  if (embedded === undefined) return undefined;
  return embedded.some(({ usageReporting }) => usageReporting === 'reports') ? 'reports' : 'unknown';
}

/** Such as `embedded beacon in the output of code cell 3`; empty where there is nothing to say. */
export const describeEmbedded = ({ embedded = [] }: AuditRecord): string =>
  [
    listCells('embedded beacon', embedded, 'reports'),
    listCells('perhaps an embedded beacon', embedded, 'unknown'),
  ]
    .filter((text) => text !== '')
    .join('; ');

/** A cell may have several such outputs. */
function listCells(
  what: string,
  embedded: NonNullable<AuditRecord['embedded']>,
  wanted: 'reports' | 'unknown',
): string {
  const found = embedded.filter(({ usageReporting }) => usageReporting === wanted);
  const cells = [...new Set(found.map(({ cell }) => cell))];
  if (cells.length === 0) return '';
  const outputs = found.length === 1 ? 'the output' : 'the outputs';
  return `${what} in ${outputs} of code ${cells.length === 1 ? 'cell' : 'cells'} ${cells.join(', ')}`;
}
