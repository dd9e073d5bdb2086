/** The digest of a record: the hash by which a change of any of its fields shows. Pure. */
import { sha256 } from '../../bytes/sha256.ts';
import { canonicalJson } from '../../text/canonical-json.ts';
import { canonicalRecord } from './canonical-record.ts';
import type { LedgerRecord } from './schema.ts';

/** The record with its digest, SHA-256 over the canonical JSON of all the rest of it, right after the id. */
export function withDigest<Fields extends Omit<LedgerRecord, 'digest'>>(
  record: Fields,
): Fields & Pick<LedgerRecord, 'digest'> {
  const { schema, id } = record;
  const digest = sha256(canonicalJson({ ...record, digest: undefined }));
  const inOrder = { schema, id, digest };
  return { ...inOrder, ...record, digest };
}

/** True when a valid record has the digest of its content. */
export const hasOwnDigest = (record: LedgerRecord): boolean =>
  sha256(canonicalRecord(record, undefined)) === record.digest;
