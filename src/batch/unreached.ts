/** The objects that jobs which ended early did not reach, until later jobs reach them. Pure but for the port. */
import { Fault } from '../report/fault.ts';
import { decodeKey, type TaskRow } from './completion-report.ts';
import { csvRows } from './csv-rows.ts';
import { type BatchJob, type GeneratedScope, isWithin } from './job.ts';
import type { OpenJobFile } from './read-job-report.ts';

/** What is left of one job: what S3 lists is known by its scope, what a manifest lists by its keys. */
type Left =
  | { readonly scope: GeneratedScope }
  | { readonly bucket: string; readonly keys: Set<string> }
  | 'unknown';

/** Lists that somebody else made may be of any length; longer ones than ours are not held in memory. */
const MAX_LISTED = 100_000;

/** Jobs are added in the order of their end. */
export class Unreached {
  readonly #left = new Map<string, Left>();
  /** The jobs that were added. */
  readonly #jobs: Pick<BatchJob, 'id' | 'createdAt'>[] = [];

  /**
   * Adds a job that ended early, before the rows of its report. Resolves to the fault with which the list of its objects
   * cannot be read: then nobody can say what is left. @throws Fault that meets every file
   */
  async add(
    { id, bucket, scope, manifest, createdAt }: BatchJob,
    open: OpenJobFile,
  ): Promise<Fault | undefined> {
    this.#jobs.push({ id, createdAt });
    this.#left.set(id, scope === undefined ? 'unknown' : { scope });
    // A list that is none of ours may be about several buckets.
    if (scope !== undefined || bucket === undefined || manifest === undefined) return undefined;
    try {
      const keys = await readKeys(manifest, open);
      if (keys !== undefined) this.#left.set(id, { bucket, keys });
      return undefined;
    } catch (error) {
      if (!(error instanceof Fault) || error.isGeneral) throw error;
      return error;
    }
  }

  /** Takes out what the row of a report is about. */
  readonly reach = ({ bucket, key }: Pick<TaskRow, 'bucket' | 'key'>): void => {
    for (const left of this.#left.values())
      if (left !== 'unknown' && 'keys' in left && left.bucket === bucket) left.keys.delete(key);
  };

  /**
   * Takes out what a later job was for that did all of it: what it did not find is there no more. One that was created
   * before had its objects listed before.
   */
  complete({ scope, createdAt }: Pick<BatchJob, 'scope' | 'createdAt'>): void {
    if (scope === undefined) return;
    const earlier = this.#jobs.filter((job) => job.createdAt <= createdAt);
    for (const { id } of earlier) {
      const left = this.#left.get(id);
      if (left === undefined || left === 'unknown') continue;
      if ('scope' in left) {
        if (isWithin(left.scope, scope)) this.#left.delete(id);
      } else if (left.bucket === scope.bucket && scope.createdBefore === undefined)
        for (const key of left.keys)
          if (key.startsWith(scope.prefix) && key.endsWith(scope.suffix)) left.keys.delete(key);
    }
  }

  /** True when something of this job is left. */
  has(id: string): boolean {
    const left = this.#left.get(id);
    return left !== undefined && !(left !== 'unknown' && 'keys' in left && left.keys.size === 0);
  }
}

/** Undefined for a manifest that is not there, or not a list of ours. */
async function readKeys(
  { bucket, key }: { readonly bucket: string; readonly key: string },
  open: OpenJobFile,
): Promise<Set<string> | undefined> {
  const chunks = await open(bucket, key);
  if (chunks === undefined) return undefined;
  const keys = new Set<string>();
  for await (const [bucketName, encoded = ''] of csvRows(chunks)) {
    const decoded = bucketName === undefined ? undefined : decodeKey(encoded);
    if (decoded === undefined || keys.size === MAX_LISTED) return undefined;
    keys.add(decoded);
  }
  return keys;
}
