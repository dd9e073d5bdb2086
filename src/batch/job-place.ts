/** Which jobs are about a place in S3, as far as that is known of them. Pure. */
import { type BatchJob, isPartner } from './job.ts';

/** Where the objects of jobs lie; an empty prefix names the whole bucket. */
export interface JobPlace {
  readonly bucket: string;
  readonly prefix: string;
}

/** Whether a job is meant by a place. */
export type IsMeant = (job: BatchJob, place: JobPlace) => boolean;

/** True for a job that has objects in the place, and for one of which that is not known. */
export const mayTouch: IsMeant = ({ bucket, prefix }, place) =>
  isMaybeIn(bucket, place) &&
  (prefix === undefined || prefix.startsWith(place.prefix) || place.prefix.startsWith(prefix));

/** True for a job of which it is known that all its objects are in the place. */
export const isWithinPlace: IsMeant = ({ bucket, prefix }, place) =>
  bucket === place.bucket && (place.prefix === '' || prefix?.startsWith(place.prefix) === true);

/** True for the bucket of the place, and for one that is not known. */
export const isMaybeIn = (bucket: string | undefined, place: JobPlace): boolean =>
  (bucket ?? place.bucket) === place.bucket;

/** True for two jobs that are, or may be, for the same bucket, but for those of two kinds of one backfill. */
export const isBeside = (job: BatchJob, other: BatchJob): boolean =>
  (job.bucket ?? other.bucket) === (other.bucket ?? job.bucket) && !isPartner(job, other);
