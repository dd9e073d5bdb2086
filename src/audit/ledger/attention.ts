/** Everything in a ledger that somebody has to act on, in groups of one next step each. Pure. */
import { embeddedReporting, restoresSilenced } from '../record/embedded.ts';
import type { ObjectHistory, ObjectSummary } from './object-history.ts';
import { isOnlyEmbedding } from './object-state.ts';
import type { VersionEntry } from './version-entries.ts';

/** The groups, in the order in which they are shown. */
export const ATTENTION_KINDS = [
  'pages',
  'notebooks',
  'embedding',
  'restored',
  'copies',
  'earlier-versions',
  'contradictions',
  'refused',
  'contended',
] as const;
export type AttentionKind = (typeof ATTENTION_KINDS)[number];

/** The objects and versions that need the same step. */
export interface AttentionGroup {
  readonly kind: AttentionKind;
  readonly count: number;
  /** The first ones, in key order. */
  readonly entries: readonly VersionEntry[];
  /** The longest prefix of keys, up to a slash, that all of a bucket share; of the first buckets. */
  readonly places: readonly { readonly bucket: string; readonly prefix: string }[];
  /** True when there are HTML reports among them, or beacons in the saved outputs of notebooks. */
  readonly hasHtml: boolean;
}

/** The number of entries that a group lists; all are counted. */
export const MAX_LISTED = 250;
/** The number of buckets that a group names. */
export const MAX_PLACES = 5;

/** A group of some objects that follow each other: data alone, for other threads. */
export interface AttentionPart extends Omit<AttentionGroup, 'places'> {
  /** By bucket. */
  readonly prefixes: ReadonlyMap<string, string>;
}

/** Collects what needs attention from objects that come in key order; memory is bounded. */
export class Attention {
  readonly #groups: ReadonlyMap<AttentionKind, Group>;

  /** @param listed the entries of each group that objects before these have: with these, no more than `MAX_LISTED` are listed */
  constructor(listed: ReadonlyMap<AttentionKind, number> = new Map()) {
    this.#groups = new Map(
      ATTENTION_KINDS.map((kind) => [kind, new Group(kind, MAX_LISTED - (listed.get(kind) ?? 0))]),
    );
  }

  /** Adds the versions of one object. */
  add({ bucket, key }: ObjectHistory, { entries, contradictions, isCopy }: ObjectSummary): void {
    const contradictory = new Set(contradictions);
    for (const entry of entries) {
      const kind = kindOf(entry, isCopy);
      if (kind !== undefined) this.#groups.get(kind)?.add(bucket, key, entry);
      if (contradictory.delete(entry.record)) this.#groups.get('contradictions')?.add(bucket, key, entry);
    }
  }

  /** What was collected so far, as data. */
  part(): readonly AttentionPart[] {
    return this.#filled().map((group) => group.part());
  }

  /** Adds what was collected from the objects that follow. */
  addPart(part: readonly AttentionPart[]): void {
    for (const group of part) this.#groups.get(group.kind)?.addPart(group);
  }

  /** The groups that hold something. */
  result(): readonly AttentionGroup[] {
    return this.#filled().map((group) => group.result());
  }

  #filled(): Group[] {
    return [...this.#groups.values()].filter(({ count }) => count > 0);
  }
}

/** The group of an entry; none for what is settled, gone or superseded. */
function kindOf(
  { record, state, reporting, isCurrent }: VersionEntry,
  isCopy: boolean,
): AttentionKind | undefined {
  if (state === 'refused' || state === 'contended') return state;
  if (reporting === 'no') return undefined;
  const isEmbedding = isCurrent && isOnlyEmbedding(state, record);
  if (reporting === 'unknown') return isEmbedding ? 'embedding' : undefined;
  if (!isCurrent) return 'earlier-versions';
  if (isCopy) return 'copies';
  if (record.outcome === 'restored') return 'restored';
  if (isEmbedding) return 'embedding';
  return record.object.kind === 'html' ? 'pages' : 'notebooks';
}

const needsSilencing = ({ record }: VersionEntry): boolean =>
  record.object.kind === 'html' ||
  embeddedReporting(record) === 'reports' ||
  (record.outcome === 'restored' && restoresSilenced(record));

class Group {
  readonly #kind: AttentionKind;
  readonly #entries: VersionEntry[] = [];
  readonly #prefixes = new Map<string, string>();
  #hasHtml = false;
  readonly #maxEntries: number;
  count = 0;

  constructor(kind: AttentionKind, maxEntries: number) {
    this.#kind = kind;
    this.#maxEntries = maxEntries;
  }

  add(bucket: string, key: string, entry: VersionEntry): void {
    this.count += 1;
    if (this.#entries.length < this.#maxEntries) this.#entries.push(entry);
    this.#hasHtml ||= needsSilencing(entry);
    this.#addPrefix(bucket, key);
  }

  part(): AttentionPart {
    return {
      kind: this.#kind,
      count: this.count,
      entries: this.#entries,
      prefixes: this.#prefixes,
      hasHtml: this.#hasHtml,
    };
  }

  addPart({ count, entries, prefixes, hasHtml }: AttentionPart): void {
    this.count += count;
    this.#entries.push(...entries.slice(0, this.#maxEntries - this.#entries.length));
    this.#hasHtml ||= hasHtml;
    for (const [bucket, prefix] of prefixes) this.#addPrefix(bucket, prefix);
  }

  #addPrefix(bucket: string, key: string): void {
    const prefix = this.#prefixes.get(bucket);
    if (prefix !== undefined) this.#prefixes.set(bucket, sharedPrefix(prefix, key));
    else if (this.#prefixes.size < MAX_PLACES) this.#prefixes.set(bucket, key);
  }

  result(): AttentionGroup {
    return {
      kind: this.#kind,
      count: this.count,
      entries: this.#entries,
      places: [...this.#prefixes].map(([bucket, prefix]) => ({ bucket, prefix })),
      hasHtml: this.#hasHtml,
    };
  }
}

/** The whole key when both are the same. */
function sharedPrefix(prefix: string, key: string): string {
  if (prefix === key || (prefix.endsWith('/') && key.startsWith(prefix))) return prefix;
  let length = 0;
  while (length < prefix.length && prefix[length] === key[length]) length += 1;
  return prefix.slice(0, prefix.lastIndexOf('/', length - 1) + 1);
}
