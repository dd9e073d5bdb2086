/** The files of a folder as an audit compares them with a ledger. */
import type { PresentVersion } from '../audit/ledger/completeness.ts';
import { Fault } from '../report/fault.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../verdict.ts';
import { DirectoryStore } from './directory-store.ts';

/** A file to compare; an optional one has to be on record only when the ledger knows it. */
export interface FileToList {
  readonly bucket: string;
  readonly key: string;
  readonly isOptional: boolean;
}

/** The files that are there, in the order of keys. They are read, since their ETag is their hash. */
export async function* listFileVersions(files: AsyncIterable<FileToList>): AsyncGenerator<PresentVersion> {
  const store = new DirectoryStore();
  for await (const { bucket, key, isOptional } of files) {
    const answer = await catchFault(store.read({ bucket, key }, DEFAULT_SIZE_LIMIT_BYTES));
    const own = { key, isLatest: true, ...(isOptional ? { isOptional } : {}) };
    if (answer instanceof Fault) {
      yield { ...own, etag: '', lastModified: new Date(0), unreadable: answer.message };
      continue;
    }
    if (answer.kind === 'missing') continue;
    const { etag = '', lastModified = new Date(0) } =
      answer.kind === 'found' ? answer.object : (answer.state ?? {});
    yield { ...own, etag, lastModified };
  }
}

const catchFault = <Answer>(answer: Promise<Answer>): Promise<Answer | Fault> =>
  answer.catch((error: unknown) => {
    if (error instanceof Fault) return error;
    throw error;
  });
