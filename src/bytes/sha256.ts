/** Hashing, in the one form in which this software writes hashes down. */
import { hash } from 'node:crypto';

/** SHA-256 of bytes, or of text in UTF-8, in lower-case hex. */
export const sha256 = (content: Uint8Array | string): string => hash('sha256', content);
