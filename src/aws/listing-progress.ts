/**
 * Watches that a listing gets on: otherwise a server that repeats a page, or whose tokens go in a circle, would have
 * objects processed and counted twice, or never end.
 */
import { Fault } from '../report/fault.ts';
import { showSafely } from '../text/safe-text.ts';

/** Of a listing that is under way; `what` and `place` as in "cannot list the versions of s3://bucket/prefix". */
export class ListingProgress {
  readonly #what: string;
  readonly #place: string;
  /** What the pages began with: a thousandth of all keys. */
  readonly #pageStarts = new Set<string>();
  readonly #versions = new Set<string>();
  readonly #places = new Set<string>();
  #isPageStart = false;
  #last: string | undefined;

  constructor(what: string, bucket: string, prefix: string) {
    this.#what = what;
    this.#place = `s3://${bucket}/${prefix}`;
    if (DIRECTORY_BUCKET.test(bucket)) throw this.fault(UNORDERED_BUCKET);
  }

  /** Called before the keys of each page. */
  beginPage(): void {
    this.#isPageStart = true;
  }

  /** Takes the next key, and its version in a listing of versions. @throws Fault when it, or its page, comes again */
  advance(key: string, versionId?: string): void {
    if (key !== this.#last) this.#versions.clear();
    const isAgain = key === this.#last && (versionId === undefined || this.#versions.has(versionId));
    if (isAgain || (this.#isPageStart && !this.#isNewStart(JSON.stringify([key, versionId])))) {
      const [after, own] = [this.#last ?? '', key].map((each) => showSafely(JSON.stringify(each)));
      const which = versionId === undefined ? '' : ` (version ${versionId})`;
      throw this.fault(`after ${after} the server lists ${own}${which} again`);
    }
    if (versionId !== undefined) this.#versions.add(versionId);
    this.#last = key;
    this.#isPageStart = false;
    this.#places.clear();
  }

  #isNewStart(start: string): boolean {
    const isNew = !this.#pageStarts.has(start);
    this.#pageStarts.add(start);
    return isNew;
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

/** Source: AWS, "Directory bucket naming rules", and for access points "--xa-s3". */
const DIRECTORY_BUCKET = /--xa?-s3$/;
const UNORDERED_BUCKET =
  'a directory bucket (S3 Express One Zone) does not list in the order of keys: copy the reports to a general purpose bucket';
