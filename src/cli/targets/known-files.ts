/** The objects of a target that were rewritten, by what a ledger says: by their place, files else by their bytes. */
import { join } from 'node:path';
import type { RewrittenObject } from '../../audit/ledger/known-rewritings.ts';
import { folderOfBucket } from '../../files/directory-store.ts';
import type { KnownRewriting } from '../../report/find-earlier-bytes.ts';
import type { ObjectLocation } from '../../report/report-target.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import { isFolder, type Stores } from '../stores.ts';

/** One object to restore, with the rewritings that are known of it. */
export interface RestoreTask {
  readonly location: ObjectLocation;
  readonly known: readonly KnownRewriting[];
}

/** The rewritings in a ledger. */
export class KnownObjects {
  readonly #byPlace = new Map<string, RestoreTask>();
  readonly #byHash = new Map<string, KnownRewriting>();

  constructor(rewritten: readonly RewrittenObject[]) {
    for (const { location, rewritings } of rewritten) {
      this.#byPlace.set(placeOf(location), { location, known: rewritings });
      for (const rewriting of rewritings) this.#byHash.set(rewriting.after.sha256, rewriting);
    }
  }

  /**
   * The task for an object, named as the ledger names it. A file that was moved or copied since is known by its bytes;
   * undefined for one that was not rewritten. An object in S3 may know of its rewriting itself. @throws Fault
   */
  async find(location: ObjectLocation, stores: Stores): Promise<RestoreTask | undefined> {
    const own = this.#byPlace.get(placeOf(location));
    if (own !== undefined) return own;
    if (!isFolder(location.bucket)) return { location, known: [] };
    if (this.#byHash.size === 0) return undefined;
    const store = await stores.storeOf(location.bucket);
    const answer = await store.read(location, DEFAULT_SIZE_LIMIT_BYTES);
    const rewriting = answer.kind === 'found' ? this.#byHash.get(answer.object.etag) : undefined;
    return rewriting?.edits && { location, known: [rewriting] };
  }
}

/** The path of a file, whatever folder its record names. */
function placeOf({ bucket, key }: ObjectLocation): string {
  const folder = folderOfBucket(bucket);
  return folder === undefined ? `${bucket}\n${key}` : join(folder, ...key.split('/'));
}
