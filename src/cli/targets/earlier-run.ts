/**
 * Knows again what an interrupted run has done: its own writes made objects younger, so that the period of the run says
 * nothing about them any more.
 */
import { locationHash } from '../../report/report-target.ts';
import type { RecordedObjects } from '../../run/recorded-objects.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import type { Stores } from '../stores.ts';
import type { FoundObject } from './find-reports.ts';

/** By how much the clock of a machine may be wrong; the SDK corrects its signatures, so S3 does not bound it. */
const MAX_CLOCK_SKEW_MS = 24 * 3_600_000;

/**
 * True for an object that is as the run left it, by the ledger; or that the run has written, by the object itself, since
 * a run that was killed may have lost the record. @throws Fault when an object cannot be read
 */
export async function isOfEarlierRun(
  object: FoundObject,
  recorded: RecordedObjects,
  stores: Pick<Stores, 'storeOf'>,
): Promise<boolean> {
  const { bucket, key, lastModified } = object;
  if (recorded.hasAsItIs(key, object)) return true;
  const { since } = recorded;
  if (lastModified === undefined || lastModified.getTime() < since.getTime() - MAX_CLOCK_SKEW_MS)
    return false;
  const answer = await (await stores.storeOf(bucket)).read({ bucket, key }, DEFAULT_SIZE_LIMIT_BYTES);
  const provenance = answer.kind === 'found' ? answer.object.provenance : undefined;
  if (provenance === undefined || provenance.at < since || provenance.locationHash !== locationHash(object))
    return false;
  return provenance.trigger === undefined || provenance.trigger.source === 'cli';
}
