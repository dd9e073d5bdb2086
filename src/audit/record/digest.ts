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

/** The canonical JSON of a valid record, or undefined when the digest in it is not that of the rest. */
export function canonicalOfUnchanged(record: LedgerRecord): string | undefined {
  const { digest } = record;
  const canonical = canonicalRecord(record);
  // In JSON no text holds a bare quote: the first such field is the record's own.
  return sha256(canonical.replace(`"digest":"${digest}",`, '')) === digest ? canonical : undefined;
}
