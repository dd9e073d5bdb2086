/**
 * The keys of listings. They are asked for form-URL-encoded, since keys may hold characters that XML cannot. Some
 * servers say that they encode keys, and give them as they are.
 */
import type { S3Client } from '@aws-sdk/client-s3';
import { catchError } from '../text/catch-error.ts';
import { isOwnServer } from './connect.ts';
import { objectExists } from './object-exists.ts';

/** Decodes the keys of one listing, and finds out whether its server encodes them. */
export class ListedKeys {
  readonly #client: S3Client;
  readonly #bucket: string;
  #isEncoded: boolean | undefined;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#isEncoded = isOwnServer(client) ? undefined : true;
  }

  /**
   * The key that a listing shows as `listed`. Where a server that is not AWS's may mean either key, the one that is
   * there is meant: that takes a request, until an answer tells the servers apart.
   * @throws Fault when the objects cannot be read.
   */
  async decode(listed: string, encodingType: string | undefined): Promise<string> {
    if (encodingType !== 'url' || this.#isEncoded === false) return listed;
    const decoded = decodeKey(listed);
    if (decoded === undefined || (this.#isEncoded === undefined && NEVER_ENCODED.test(listed))) {
      this.#isEncoded = false;
      return listed;
    }
    if (this.#isEncoded || decoded === listed) return decoded;
    return this.#whichIsThere(decoded, listed);
  }

  async #whichIsThere(decoded: string, listed: string): Promise<string> {
    const isThere = (key: string) => objectExists(this.#client, { bucket: this.#bucket, key });
    const [isDecoded, isListed] = [await isThere(decoded), await isThere(listed)];
    if (isDecoded !== isListed) this.#isEncoded = isDecoded;
    return isListed && !isDecoded ? listed : decoded;
  }
}

/** Characters that no encoded key holds. */
const NEVER_ENCODED = /[^\x21-\x7e]/;

/** Undefined for a text that is not form-URL-encoded. */
function decodeKey(text: string): string | undefined {
  const decoded = catchError(URIError, (): string => decodeURIComponent(text.replaceAll('+', ' ')));
  return typeof decoded === 'string' ? decoded : undefined;
}
