/**
 * The one place that opens stores and ledgers, and that knows `file:` and `s3://`. The AWS SDK is loaded when S3 is
 * first used.
 */
import { resolve } from 'node:path';
import type { LedgerPart } from '../audit/ledger/read-records.ts';
import type { Ledger } from '../audit/record/ledger.ts';
import type { Connection } from '../aws/connect.ts';
import type { AskPage, ListedKey } from '../aws/list-objects.ts';
import type { ListedObjectVersion } from '../aws/list-versions.ts';
import type { ListedObject, ObjectListing } from '../aws/list-with-deleted.ts';
import { blocksOf, type LineBlock } from '../bytes/lines.ts';
import { DirectoryStore } from '../files/directory-store.ts';
import { FileLedger } from '../files/file-ledger.ts';
import { readFileLedger } from '../files/read-file-ledger.ts';
import type { ReportStore } from '../report/ports.ts';
import { askPatiently } from '../run/patience.ts';
import { defined } from '../text/defined.ts';
import { showSafely } from '../text/safe-text.ts';
import type { ConnectionOptions, Io } from './io.ts';
import { inOrder } from './targets/in-order.ts';
import { isS3Url, parseS3Url, type S3Location } from './targets/s3-url.ts';

/** Where a word on the command line points. */
export type Location = S3Location | { readonly kind: 'path'; readonly path: string };

/** A ledger that takes records, and the name to show for it. */
export type NamedLedger = Ledger & { readonly name: string };

const LEDGER_CONCURRENCY = 32;
/** Ledger objects up to this size are read several at a time, and held. */
const SMALL_OBJECT_BYTES = 64 * 1024;

/** The location that a word names. @throws UsageError for a malformed S3 address */
export function parseLocation(word: string, cwd: string): Location {
  return isS3Url(word) ? parseS3Url(word) : { kind: 'path', path: resolve(cwd, word) };
}

/** True for a bucket that stands for a folder. Its files cannot carry their provenance. */
export const isFolder = (bucket: string): boolean => bucket.startsWith('file:');

/** Takes what happens in stores besides the answers. */
export interface StoreNotices {
  /** Takes sentences for a person. */
  readonly onMessage?: (text: string) => Promise<void>;
  /** Called when S3 asks to slow down. */
  readonly onThrottled?: () => void;
  /** Asks for each page of a listing; without it once. */
  readonly askPage?: AskPage;
}

/** Asks for pages as long as it takes when S3 throttles or fails, until the run is interrupted. */
export const patientlyWith =
  ({ clock, signal }: Pick<Io, 'clock' | 'signal'>): AskPage =>
  (ask) =>
    askPatiently(ask, clock, signal);

/** All stores and ledgers of one run, behind one connection. */
export class Stores {
  readonly #connection: Connection;
  readonly #folders: DirectoryStore;
  readonly #onMessage: (text: string) => Promise<void>;
  readonly #askPage: AskPage | undefined;
  #isLossTold = false;
  readonly #deniedPlaces = new Set<string>();
  #s3: ReturnType<typeof openS3> | undefined;

  constructor({ endpointUrl, region }: ConnectionOptions, notices: StoreNotices = {}) {
    const { onMessage = async () => {}, onThrottled, askPage } = notices;
    this.#askPage = askPage;
    this.#connection = defined({ endpointUrl, region, onThrottled });
    this.#onMessage = onMessage;
    this.#folders = new DirectoryStore(() => this.#tellLossOnce());
  }

  /** The same holds for all files of this system. */
  async #tellLossOnce(): Promise<void> {
    if (this.#isLossTold) return;
    this.#isLossTold = true;
    await this.#onMessage(
      'the cp of this system cannot keep access control lists and extended attributes: files that are rewritten lose them\n',
    );
  }

  /** The store that holds the objects of a bucket, which may stand for a folder. */
  async storeOf(bucket: string): Promise<ReportStore> {
    return isFolder(bucket) ? this.#folders : (await this.#openS3()).store;
  }

  /** The objects of an S3 bucket below a prefix, in key order. @throws Fault */
  async *listObjects(bucket: string, prefix: string): AsyncGenerator<ListedKey> {
    yield* (await this.#openS3()).listObjects(bucket, prefix);
  }

  /**
   * The objects of an S3 bucket below a prefix, and those that were deleted, in key order. Where versions may not be
   * listed only objects, unless that would not do. @throws Fault
   */
  async *listWithDeleted(
    bucket: string,
    prefix: string,
    needsVersions: boolean,
  ): AsyncGenerator<ListedObject> {
    const onDenied = async () => {
      const place = `s3://${bucket}/${prefix}`;
      if (this.#deniedPlaces.has(place)) return;
      this.#deniedPlaces.add(place);
      await this.#onMessage(
        `listing the versions of ${showSafely(place)} is denied: HTML reports that were deleted are not looked for; in a bucket with versions grant s3:ListBucketVersions\n`,
      );
    };
    yield* (await this.#openS3()).listWithDeleted(bucket, prefix, { needsVersions, onDenied });
  }

  /** All versions of the objects of an S3 bucket below a prefix, in key order. @throws Fault */
  async *listVersions(bucket: string, prefix: string): AsyncGenerator<ListedObjectVersion> {
    yield* (await this.#openS3()).listVersions(bucket, prefix);
  }

  /** True when an S3 prefix holds a ledger. @throws Fault */
  async hasLedger(bucket: string, prefix: string): Promise<boolean> {
    return (await this.#openS3()).hasLedger(bucket, prefix);
  }

  /** Opens a ledger that is proven writable, works with it, and closes it, also when the work fails. @throws Fault; what `work` throws */
  async withLedger<Answer>(
    location: Location,
    work: (ledger: NamedLedger) => Promise<Answer>,
  ): Promise<Answer> {
    if (location.kind === 's3') return work(await (await this.#openS3()).openLedger(location));
    const file = await FileLedger.open(location.path);
    try {
      return await work({ name: file.path, append: (record) => file.append(record) });
    } finally {
      await file.close();
    }
  }

  /** The parts of ledgers, in order. @throws Fault when one cannot be read */
  async *readLedgers(locations: readonly Location[]): AsyncGenerator<LedgerPart> {
    for (const location of locations) {
      if (location.kind === 's3') yield* (await this.#openS3()).readLedger(location);
      else yield* readFileLedger(location.path);
    }
  }

  #openS3(): ReturnType<typeof openS3> {
    this.#s3 ??= openS3(this.#connection, this.#askPage);
    return this.#s3;
  }
}

async function openS3(connection: Connection, askPage: AskPage | undefined) {
  const [
    { connectS3 },
    { S3ReportStore },
    { listObjects },
    { listVersions },
    { listWithDeleted },
    { S3Ledger },
    { proveLedger },
    { hasLedgerObjects, listNamedLedger, readLedgerObject },
  ] = await Promise.all([
    import('../aws/connect.ts'),
    import('../aws/s3-report-store.ts'),
    import('../aws/list-objects.ts'),
    import('../aws/list-versions.ts'),
    import('../aws/list-with-deleted.ts'),
    import('../aws/ledger/s3-ledger.ts'),
    import('../aws/ledger/ledger-marker.ts'),
    import('../aws/ledger/read-s3-ledger.ts'),
  ]);
  const client = connectS3(connection);
  return {
    store: new S3ReportStore(client),
    listObjects: (bucket: string, prefix: string) => listObjects(client, bucket, prefix, askPage),
    listVersions: (bucket: string, prefix: string) => listVersions(client, bucket, prefix, { askPage }),
    listWithDeleted: (bucket: string, prefix: string, listing: Omit<ObjectListing, 'askPage'>) =>
      listWithDeleted(client, bucket, prefix, { ...listing, askPage }),
    hasLedger: (bucket: string, prefix: string) => hasLedgerObjects(client, bucket, prefix),
    openLedger: async ({ bucket, prefix: named }: S3Location): Promise<NamedLedger> => {
      const prefix = named === '' || named.endsWith('/') ? named : `${named}/`;
      await proveLedger(client, { bucket, prefix });
      const ledger = new S3Ledger(client, { bucket, prefix });
      return { name: `s3://${bucket}/${prefix}`, append: (record) => ledger.append(record) };
    },
    readLedger: async function* ({ bucket, prefix }: S3Location): AsyncGenerator<LedgerPart> {
      const read = async ({ key, sizeBytes }: { readonly key: string; readonly sizeBytes: number }) => {
        const blocks = blocksOf(readLedgerObject(client, bucket, key));
        const held = sizeBytes > SMALL_OBJECT_BYTES ? blocks : await collect(blocks);
        return { name: `s3://${bucket}/${key}`, blocks: held };
      };
      yield* inOrder(listNamedLedger(client, bucket, prefix), LEDGER_CONCURRENCY, read);
    },
  };
}

async function collect(blocks: AsyncIterable<LineBlock>): Promise<LineBlock[]> {
  const all: LineBlock[] = [];
  for await (const block of blocks) all.push(block);
  return all;
}
