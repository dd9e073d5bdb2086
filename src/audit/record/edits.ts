/** Byte edits as audit records hold them: in JSON, with the bytes in base64. */
import { type ByteEdit, byteOffset } from '../../bytes/edit.ts';
import { defined } from '../../text/defined.ts';
import type { AuditRecord } from './schema.ts';

/** One edit of a record. */
export type RecordEdit = NonNullable<AuditRecord['edits']>[number];

/** The form of an edit in a record. */
export const encodeEdit = ({ cell, start, removed, inserted }: ByteEdit): RecordEdit => ({
  ...defined({ cell }),
  at: start,
  removed: Buffer.from(removed).toString('base64'),
  inserted: Buffer.from(inserted).toString('base64'),
});

/** The edit that a record holds. */
export const decodeEdit = ({ cell, at, removed, inserted }: RecordEdit): ByteEdit => ({
  ...defined({ cell }),
  start: byteOffset(at),
  removed: Uint8Array.from(Buffer.from(removed, 'base64')),
  inserted: Uint8Array.from(Buffer.from(inserted, 'base64')),
});
