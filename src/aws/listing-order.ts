/**
 * Watches that a listing goes on in the order of keys, as S3 lists: otherwise a server that repeats a page, or whose
 * tokens go in a circle, would have objects processed and counted twice, or never end.
 */
import { Fault } from '../report/fault.ts';
import { compareKeys } from '../text/key-order.ts';
import { showSafely } from '../text/safe-text.ts';

/** Of a listing that is under way; `what` and `place` as in "cannot list the versions of s3://bucket/prefix". */
export class ListingOrder {
  readonly #what: string;
  readonly #place: string;
  readonly #versions = new Set<string>();
  readonly #places = new Set<string>();
  #last: string | undefined;

  constructor(what: string, bucket: string, prefix: string) {
    this.#what = what;
    this.#place = `s3://${bucket}/${prefix}`;
    if (DIRECTORY_BUCKET.test(bucket)) throw this.fault(UNORDERED_BUCKET);
  }

  /**
   * Takes the next key, and its version in a listing of versions. @throws Fault when it does not come after the last
   * one
   */
  advance(key: string, versionId?: string): void {
    const order = this.#last === undefined ? 1 : compareKeys(key, this.#last);
    if (order > 0) this.#versions.clear();
    const isNext = order > 0 || (order === 0 && versionId !== undefined && !this.#versions.has(versionId));
    if (!isNext) {
      const [after, own] = [this.#last ?? '', key].map((each) => showSafely(JSON.stringify(each)));
      const which = versionId === undefined ? '' : ` (version ${versionId})`;
      throw this.fault(
        `after ${after} the server lists ${own}${which}, ${order === 0 ? 'again' : OUT_OF_ORDER}`,
      );
    }
    if (versionId !== undefined) this.#versions.add(versionId);
    this.#last = key;
    this.#places.clear();
  }

  /**
   * True when the next page begins where none has begun since the last key: servers may give pages without keys, one
   * after the other. `place` is a token, or what stands for one.
   */
  isNewPlace(place: string): boolean {
    const isNew = !this.#places.has(place);
    this.#places.add(place);
    return isNew;
  }

  /** The fault that ends the listing. */
  fault(why: string): Fault {
    return new Fault('invalid', `cannot ${this.#what} ${showSafely(this.#place)}: ${why}`, {
      retryable: false,
    });
  }
}

const OUT_OF_ORDER =
  'which comes before it in the order of S3: an object could be processed twice or passed over, so list a server that keeps to the order';

/** Source: AWS, "Directory bucket naming rules", and for access points "--xa-s3". */
const DIRECTORY_BUCKET = /--xa?-s3$/;
const UNORDERED_BUCKET =
  'a directory bucket (S3 Express One Zone) does not list in the order of keys: copy the reports to a general purpose bucket';
