/** The edits of a rewrite as text for S3 user metadata: ASCII, and no longer than it has to be. Pure. */
import { decodeEdit, encodeEdit } from '../audit/record/edits.ts';
import type { ByteEdit } from '../bytes/edit.ts';

/** The edits, separated by spaces. */
export const renderEdits = (edits: readonly ByteEdit[]): string => edits.map(renderEdit).join(' ');

/** `cell:at:removed:inserted`, bytes in base64; the cell is left out for HTML reports. */
function renderEdit(edit: ByteEdit): string {
  const { cell = '', at, removed, inserted } = encodeEdit(edit);
  return [cell, at, removed, inserted].join(':');
}

const EDIT = /^([0-9]{0,9}):([0-9]{1,15}):([A-Za-z0-9+/=]*):([A-Za-z0-9+/=]*)$/;

/** The edits in a text of `renderEdits`; undefined for no text, null for any other. */
export function parseEdits(text: string | undefined): ByteEdit[] | undefined | null {
  if (text === undefined) return undefined;
  if (text === '') return [];
  const edits: ByteEdit[] = [];
  for (const part of text.split(' ')) {
    const [, cell, at, removed, inserted] = EDIT.exec(part) ?? [];
    if (at === undefined || removed === undefined || inserted === undefined) return null;
    edits.push(decodeEdit({ ...(cell ? { cell: Number(cell) } : {}), at: Number(at), removed, inserted }));
  }
  return edits;
}
