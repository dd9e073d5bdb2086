/** What a record says about the HTML in a notebook's saved outputs. Pure. */
import type { AuditRecord } from './schema.ts';

type Embedded = NonNullable<AuditRecord['embedded']>;

/**
 * The usage reporting of all pages in the saved outputs together, those that were silenced left out; undefined where
 * none holds a beacon, or may.
 */
export function embeddedReporting({ embedded = [] }: AuditRecord): 'reports' | 'unknown' | undefined {
  const left = embedded.filter(({ silenced }) => silenced === undefined);
  if (left.length === 0) return undefined;
  return left.some(({ usageReporting }) => usageReporting === 'reports') ? 'reports' : 'unknown';
}

/** Such as `embedded beacon in the output of code cell 3`; empty where there is nothing to say. */
export function describeEmbedded({ embedded = [] }: AuditRecord): string {
  const silenced = embedded.filter((page) => page.silenced);
  const left = embedded.filter((page) => !page.silenced);
  const reporting = left.filter(({ usageReporting }) => usageReporting === 'reports');
  const unknown = left.filter(({ usageReporting }) => usageReporting === 'unknown');
  return [
    listCells('embedded beacon in', reporting),
    listCells('perhaps an embedded beacon in', unknown),
    listCells('beacon taken out of', silenced),
  ]
    .filter((text) => text !== '')
    .join('; ');
}

/** A cell may have several such outputs. */
function listCells(what: string, found: Embedded): string {
  const cells = [...new Set(found.map(({ cell }) => cell))];
  if (cells.length === 0) return '';
  const outputs = found.length === 1 ? 'the output' : 'the outputs';
  return `${what} ${outputs} of code ${cells.length === 1 ? 'cell' : 'cells'} ${cells.join(', ')}`;
}

/**
 * True for the restoring of a notebook that had only been silenced: what is put back was taken out, and nothing had been
 * put in.
 */
export const restoresSilenced = ({ object, edits }: AuditRecord): boolean =>
  object.kind === 'html' || edits?.every(({ removed }) => removed === '') === true;
