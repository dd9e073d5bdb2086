/** The files of a target that were rewritten, by what a ledger says: by their place, else by their bytes. */
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

/** The rewritings of files in a ledger. */
export class KnownFiles {
  readonly #byPath = new Map<string, RestoreTask>();
  readonly #byHash = new Map<string, KnownRewriting>();

  constructor(rewritten: readonly RewrittenObject[]) {
    for (const { location, rewritings } of rewritten) {
      if (isFolder(location.bucket)) this.#byPath.set(pathOf(location), { location, known: rewritings });
      for (const rewriting of rewritings) this.#byHash.set(rewriting.after.sha256, rewriting);
    }
  }

  /**
   * The task for a file, named as the ledger names it. A file that was moved or copied since is known by its bytes;
   * undefined for one that was not rewritten. @throws Fault
   */
  async find(location: ObjectLocation, stores: Stores): Promise<RestoreTask | undefined> {
    const own = this.#byPath.get(pathOf(location));
    if (own !== undefined) return own;
    if (this.#byHash.size === 0) return undefined;
    const store = await stores.storeOf(location.bucket);
    const answer = await store.read(location, DEFAULT_SIZE_LIMIT_BYTES);
    const rewriting = answer.kind === 'found' ? this.#byHash.get(answer.object.etag) : undefined;
    return rewriting?.edits && { location, known: [rewriting] };
  }
}

const pathOf = ({ bucket, key }: ObjectLocation): string =>
  join(folderOfBucket(bucket) ?? bucket, ...key.split('/'));
