/** A store in memory that behaves as S3 does, versions included, and can be made to change under the caller. */
import { createHash } from 'node:crypto';
import type {
  EndAnswer,
  ListedDeletion,
  ListedVersion,
  ObjectRef,
  ObjectVersion,
  Provenance,
  ReadAnswer,
  ReplaceAnswer,
  ReportStore,
} from '../../src/report/ports.ts';

/** A change of the store between two calls of the code under test. */
export type Intrusion = (store: MemoryStore, ref: ObjectRef) => void;

/** Objects by bucket and key. `log` lists every call and its answer, such as `read notebook found`. */
export class MemoryStore implements ReportStore {
  readonly keepsProvenance: boolean;
  readonly log: string[] = [];
  /** Runs before each replacement is decided. */
  beforeReplace: Intrusion = () => {};
  /** Runs after a record was kept ahead, before the bytes are replaced. */
  afterRecord: Intrusion = () => {};
  /** When set, a replacement is made but answered as stale, as when S3's first answer is lost. */
  losesAnswers = false;
  refusesToReplace: Extract<ReplaceAnswer, { kind: 'refused' }> | undefined;
  /** The number of bytes that are read at the end of an object. */
  endBytes = Number.POSITIVE_INFINITY;
  readonly #objects = new Map<string, ObjectVersion>();
  readonly #versions = new Map<string, readonly ObjectVersion[]>();
  readonly #deletions = new Map<string, ListedDeletion>();
  readonly #isVersioned: boolean;
  #writes = 0;

  constructor(options: { readonly keepsProvenance?: boolean; readonly isVersioned?: boolean } = {}) {
    this.keepsProvenance = options.keepsProvenance ?? true;
    this.#isVersioned = options.isVersioned ?? false;
  }

  /** Puts an object there as somebody else would: unconditionally, without provenance. */
  put(ref: ObjectRef, bytes: Uint8Array, provenance?: Provenance): ObjectVersion {
    this.#writes += 1;
    const object: ObjectVersion = {
      ref: { bucket: ref.bucket, key: ref.key },
      bytes,
      etag: createHash(this.keepsProvenance ? 'md5' : 'sha256')
        .update(bytes)
        .digest('hex'),
      lastModified: new Date(Date.UTC(2024, 0, 1, 0, 0, this.#writes)),
      ...(this.#isVersioned ? { versionId: `v${this.#writes}` } : {}),
      ...(provenance === undefined ? {} : { provenance }),
    };
    this.#objects.set(pathOf(ref), object);
    this.#deletions.delete(pathOf(ref));
    this.#versions.set(pathOf(ref), [...(this.#versions.get(pathOf(ref)) ?? []), object]);
    return object;
  }

  /** Leaves a delete marker where versions are kept. */
  remove(ref: ObjectRef): void {
    this.#objects.delete(pathOf(ref));
    if (!this.#isVersioned) return;
    this.#writes += 1;
    const lastModified = new Date(Date.UTC(2024, 0, 1, 0, 0, this.#writes));
    this.#deletions.set(pathOf(ref), { isDeletion: true, versionId: `v${this.#writes}`, lastModified });
  }

  /** The object as it is. @throws Error when there is none. */
  peek(ref: ObjectRef): ObjectVersion {
    const object = this.#objects.get(pathOf(ref));
    if (object === undefined) throw new Error(`no object at ${pathOf(ref)}`);
    return object;
  }

  async exists(ref: ObjectRef): Promise<boolean> {
    const answer = this.#read(ref, Number.POSITIVE_INFINITY);
    this.log.push(`exists ${ref.key} ${answer.kind}`);
    return answer.kind !== 'missing';
  }

  async read(ref: ObjectRef, sizeLimitBytes: number): Promise<ReadAnswer> {
    const answer = this.#read(ref, sizeLimitBytes);
    this.log.push(`read ${ref.key} ${answer.kind}`);
    return answer;
  }

  async readEnd(ref: ObjectRef, sizeLimitBytes: number): Promise<EndAnswer> {
    const answer = this.#read(ref, sizeLimitBytes);
    this.log.push(`read the end of ${ref.key} ${answer.kind}`);
    if (answer.kind !== 'found' || answer.object.bytes.length <= this.endBytes) return answer;
    const { bytes, replace: _replace, ...end } = answer.object;
    return { kind: 'end', end: { ...end, bytes: bytes.subarray(-this.endBytes), sizeBytes: bytes.length } };
  }

  async *listVersions(ref: ObjectRef): AsyncGenerator<ListedVersion | ListedDeletion> {
    this.log.push(`list the versions of ${ref.key}`);
    const deletion = this.#deletions.get(pathOf(ref));
    if (deletion !== undefined && this.#versionsOf(ref).length > 0) yield deletion;
    for (const object of this.#versionsOf(ref)) {
      const { versionId = 'null', etag, lastModified, bytes } = object;
      const isLatest = object === this.#objects.get(pathOf(ref));
      yield { versionId, isLatest, etag, lastModified, sizeBytes: bytes.length };
    }
  }

  /** Newest first. */
  #versionsOf(ref: ObjectRef): ObjectVersion[] {
    return this.#isVersioned ? (this.#versions.get(pathOf(ref)) ?? []).toReversed() : [];
  }

  #read(ref: ObjectRef, sizeLimitBytes: number): ReadAnswer {
    const object =
      ref.versionId === undefined
        ? this.#objects.get(pathOf(ref))
        : this.#versionsOf(ref).find(({ versionId }) => versionId === ref.versionId);
    if (object === undefined) {
      return { kind: 'missing', ...(this.#versionsOf(ref).length > 0 ? { isDeleted: true } : {}) };
    }
    if (object.bytes.length < sizeLimitBytes) {
      return {
        kind: 'found',
        object: { ...object, replace: (...replacement) => this.replace(object, ...replacement) },
      };
    }
    const { etag, lastModified, bytes } = object;
    const refusal = { kind: 'refused', reason: 'too-large', detail: 'too large' } as const;
    return { kind: 'refused', refusal, state: { etag, lastModified, sizeBytes: bytes.length } };
  }

  /** Replaces what was read; the objects' own `replace` comes here. */
  async replace(
    expected: ObjectVersion,
    bytes: Uint8Array,
    provenance: Provenance | undefined,
    putOnRecord: () => Promise<void>,
  ): Promise<ReplaceAnswer> {
    this.beforeReplace(this, expected.ref);
    const answer = await this.#replace(expected, bytes, provenance, putOnRecord);
    this.log.push(`replace ${expected.ref.key} ${answer.kind}`);
    return answer;
  }

  async #replace(
    expected: ObjectVersion,
    bytes: Uint8Array,
    provenance: Provenance | undefined,
    putOnRecord: () => Promise<void>,
  ): Promise<ReplaceAnswer> {
    if (this.refusesToReplace !== undefined) return this.refusesToReplace;
    if (this.#objects.get(pathOf(expected.ref))?.etag !== expected.etag) return { kind: 'stale' };
    if (!this.keepsProvenance) {
      await putOnRecord();
      this.afterRecord(this, expected.ref);
      if (this.#objects.get(pathOf(expected.ref))?.etag !== expected.etag) return { kind: 'stale' };
    }
    const { etag, versionId } = this.put(expected.ref, bytes, this.keepsProvenance ? provenance : undefined);
    if (this.losesAnswers) return { kind: 'stale' };
    return { kind: 'replaced', etag, ...(versionId === undefined ? {} : { versionId }) };
  }
}

const pathOf = ({ bucket, key }: ObjectRef): string => `${bucket}/${key}`;
