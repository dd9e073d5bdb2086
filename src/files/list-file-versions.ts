/** The files of a folder as an audit compares them with a ledger. */
import type { PresentVersion } from '../audit/ledger/completeness.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../verdict.ts';
import { DirectoryStore } from './directory-store.ts';

/** The files that are there, in the order of keys. They are read, since their ETag is their hash. @throws Fault */
export async function* listFileVersions(
  bucket: string,
  keys: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<PresentVersion> {
  const store = new DirectoryStore();
  for await (const key of keys) {
    const answer = await store.read({ bucket, key }, DEFAULT_SIZE_LIMIT_BYTES);
    if (answer.kind === 'found') {
      const { etag, lastModified } = answer.object;
      yield { key, etag, isLatest: true, lastModified };
    } else if (answer.kind === 'refused') {
      const { etag = '', lastModified = new Date(0) } = answer.state ?? {};
      yield { key, etag, isLatest: true, lastModified };
    }
  }
}
