/**
 * Report objects as files below one folder. A file cannot carry provenance, so its record goes on the trail
 * right before it is replaced. A key is the real path: nothing is read or written through links, which may lead out of
 * the folder.
 */
import { lstat, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ObjectRef, ReadAnswer, ReportStore } from '../report/ports.ts';
import { catchError } from '../text/catch-error.ts';
import { fileFault, isGone } from './file-faults.ts';
import { readReportFile, refuse } from './read-report-file.ts';

/** The bucket name that stands for a folder in references and records. */
export const bucketOfFolder = (folder: string): string => pathToFileURL(folder).href;

/** The folder that a bucket stands for; undefined for every other bucket, and where a record names no folder there can be. */
export function folderOfBucket(bucket: string): string | undefined {
  if (!bucket.startsWith('file:')) return undefined;
  const folder = catchError(Error, () => fileURLToPath(bucket));
  return typeof folder === 'string' ? folder : undefined;
}

/** Keys are paths below the folder with `/`; buckets are the folder's file URL. */
export class DirectoryStore implements ReportStore {
  /** The real paths of folders. A folder that is replaced by a link later no longer has its files below this path. */
  readonly #roots = new Map<string, string>();
  readonly #onAttributesLost: () => Promise<void>;

  /** `onAttributesLost` is called before each file that loses what this system has no way to keep. */
  constructor(onAttributesLost: () => Promise<void> = async () => {}) {
    this.#onAttributesLost = onAttributesLost;
  }

  /** A link that leads nowhere is there, too. */
  async exists(ref: ObjectRef): Promise<boolean> {
    const path = pathOf(ref);
    try {
      await lstat(path);
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw fileFault(error, path, 'read');
    }
  }

  async read(ref: ObjectRef, sizeLimitBytes: number): Promise<ReadAnswer> {
    const path = pathOf(ref);
    try {
      const real = await realpath(path);
      const root = await this.#realRoot(ref.bucket);
      if (real !== join(root, ...ref.key.split('/'))) {
        return refuse(
          'symbolic-link',
          'the path leads through a symbolic link: name the real file as a target',
        );
      }
      return await readReportFile(ref, real, sizeLimitBytes, this.#onAttributesLost);
    } catch (error) {
      if (isGone(error)) return await missing(path);
      throw fileFault(error, path, 'read');
    }
  }

  readEnd(ref: ObjectRef, sizeLimitBytes: number): Promise<ReadAnswer> {
    return this.read(ref, sizeLimitBytes);
  }

  async *listVersions(): AsyncGenerator<never> {}

  async #realRoot(bucket: string): Promise<string> {
    const known = this.#roots.get(bucket);
    if (known !== undefined) return known;
    const root = await realpath(fileURLToPath(bucket));
    this.#roots.set(bucket, root);
    return root;
  }
}

const pathOf = ({ bucket, key }: ObjectRef): string => join(fileURLToPath(bucket), ...key.split('/'));

/** A link that leads nowhere is there, and can be neither read nor replaced. */
async function missing(path: string): Promise<ReadAnswer> {
  const isDangling = await lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  return isDangling
    ? refuse('symbolic-link', 'a symbolic link leads nowhere: remove or mend it')
    : { kind: 'missing' };
}
