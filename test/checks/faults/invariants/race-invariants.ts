/** What must hold after a race: every write follows from what was there, and the records say so. */
import type { AuditRecord } from '../../../../src/audit/record/schema.ts';
import type { BucketUnderTest } from '../s3/bucket-under-test.ts';
import type { Written } from '../s3/fault-proxy.ts';
import { md5, sha256 } from './invariants.ts';
import { isToBeRewritten, rightNotebook } from './right-rewrite.ts';

/** All states of a key in the order in which S3 took them. */
export interface History {
  readonly key: string;
  readonly original: Buffer;
  readonly written: readonly Written[];
  readonly isOurs: (written: Written) => boolean;
}

/**
 * An update is lost when we write something that is not the right rewriting of the very state before it: then
 * what stood there was never looked at. At the end the last state of the others stands there, opted out.
 */
export async function lostUpdates(
  bucket: BucketUnderTest,
  { key, original, written, isOurs }: History,
  records: readonly AuditRecord[],
): Promise<string[]> {
  const states = [original, ...written.map(({ bytes }) => bytes)];
  const found: string[] = [];
  for (const [index, state] of written.entries()) {
    const before = states[index] ?? original;
    if (!isOurs(state)) continue;
    if (!isToBeRewritten(before) || !rightNotebook(before).equals(state.bytes))
      found.push(`${key}: write ${index + 1}, ours, is not the right rewriting of what stood there`);
    const ids = new Set(
      records
        .filter(({ outcome, before: of }) => outcome === 'opted-out' && of?.sha256 === sha256(before))
        .map(({ id }) => id),
    );
    if (ids.size !== 1) found.push(`${key}: write ${index + 1}, ours, is on record ${ids.size} times`);
  }
  const last = states.at(-1) ?? original;
  const { bytes } = await bucket.read(key);
  if (!bytes.equals(last)) found.push(`${key}: at the end there is something that nobody wrote last`);
  if (isToBeRewritten(last)) found.push(`${key}: at the end it is not opted out`);
  const settled = records.filter(
    ({ outcome, before }) => outcome === 'already-opted-out' && before?.sha256 === sha256(last),
  );
  if (new Set(settled.map(({ id }) => id)).size !== 1)
    found.push(`${key}: the last state is on record ${settled.length} times`);
  const versions = (await bucket.versions()).map((version) => version.md5);
  const expected = (bucket.isVersioned ? states : [last]).map(md5);
  if (versions.join() !== expected.join()) found.push(`${key}: versions ${versions}, not ${expected}`);
  return found;
}
