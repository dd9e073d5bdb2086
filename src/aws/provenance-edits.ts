/** The edits of a rewrite as text for S3 user metadata: ASCII, and no longer than it has to be. Pure. */
import type { ProvenanceEdit } from '../report/ports.ts';

/** The edits, separated by spaces. */
export const encodeEdits = (edits: readonly ProvenanceEdit[]): string => edits.map(encodeEdit).join(' ');

/** `cell:at:removed:inserted`, bytes in base64; the cell is left out for HTML reports. */
const encodeEdit = ({ cell, at, removed, inserted }: ProvenanceEdit): string =>
  [cell ?? '', at, ...[removed, inserted].map((bytes) => Buffer.from(bytes).toString('base64'))].join(':');

const EDIT = /^([0-9]{0,9}):([0-9]{1,15}):([A-Za-z0-9+/=]*):([A-Za-z0-9+/=]*)$/;

/** The edits in a text of `encodeEdits`; undefined for no text, null for any other. */
export function decodeEdits(text: string | undefined): ProvenanceEdit[] | undefined | null {
  if (text === undefined) return undefined;
  if (text === '') return [];
  const edits: ProvenanceEdit[] = [];
  for (const part of text.split(' ')) {
    const [, cell, at, removed, inserted] = EDIT.exec(part) ?? [];
    if (at === undefined || removed === undefined || inserted === undefined) return null;
    edits.push({
      ...(cell ? { cell: Number(cell) } : {}),
      at: Number(at),
      removed: Uint8Array.from(Buffer.from(removed, 'base64')),
      inserted: Uint8Array.from(Buffer.from(inserted, 'base64')),
    });
  }
  return edits;
}
