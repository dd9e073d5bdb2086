/** Hashing, in the one form in which this software writes hashes down. */
import { createHash, hash } from 'node:crypto';

/** SHA-256 of bytes, or of text in UTF-8, in lower-case hex. */
export const sha256 = (content: Uint8Array | string): string => hash('sha256', content);

/**
 * Half of the same, as 16 characters of a byte each: names one of millions in the least memory. A slice of the hex form
 * would keep all of it.
 */
export const shortHash = (text: string): string => hash('sha256', text, 'buffer').toString('latin1', 0, 16);

/** Weak, so that a hash goes with its bytes. */
const hashes = new WeakMap<Uint8Array, string>();

/**
 * The same of all bytes of an object, which nobody may change any more. A run asks for it several times (as an ETag, for
 * the finding, for the record), and hashing takes as long as planning: each array is hashed once.
 */
export function sha256Once(bytes: Uint8Array): string {
  const known = hashes.get(bytes);
  if (known !== undefined) return known;
  const own = sha256(bytes);
  hashes.set(bytes, own);
  return own;
}

/** The hash of all bytes where `sha256Once` knows it already. */
export const knownSha256 = (bytes: Uint8Array): string | undefined => hashes.get(bytes);

/** Lets `sha256Once` know the hash of these very bytes, which another thread has worked out. */
export function rememberSha256(bytes: Uint8Array, own: string | undefined): void {
  if (own !== undefined) hashes.set(bytes, own);
}

/** SHA-256 of bytes that come in chunks, worked out as they come. */
export class ArrivingSha256 {
  readonly #running = createHash('sha256');

  readonly update = (chunk: Uint8Array): void => {
    this.#running.update(chunk);
  };

  /** Lets `sha256Once` know the hash of `bytes`, which are all that came. To be called once. */
  rememberFor(bytes: Uint8Array): void {
    hashes.set(bytes, this.#running.digest('hex'));
  }
}

/**
 * The same of two arrays that begin with the same `sharedBytes` bytes, as those before and after an edit do: what they
 * share is hashed once.
 */
export function sha256BothOnce(first: Uint8Array, second: Uint8Array, sharedBytes: number): void {
  if (hashes.has(first) || hashes.has(second)) {
    sha256Once(first);
    sha256Once(second);
    return;
  }
  const shared = createHash('sha256').update(first.subarray(0, sharedBytes));
  for (const [bytes, running] of [[first, shared.copy()] as const, [second, shared] as const]) {
    hashes.set(bytes, running.update(bytes.subarray(sharedBytes)).digest('hex'));
  }
}
