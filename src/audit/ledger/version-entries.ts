/** The entries of an object: each version on record with its present state, and what superseded it. Pure. */
import { defined } from '../../text/defined.ts';
import { versionOf } from '../record/render-record.ts';
import type { AuditRecord } from '../record/schema.ts';
import {
  type ObjectState,
  type Reporting,
  type Rewritings,
  reportingOf,
  stateAfter,
  stateBefore,
} from './object-state.ts';

/** True for a record of a version that was not the current one when it was examined. */
export const isEarlier = ({ object }: AuditRecord): boolean => object.isLatest === false;

/** What took the place of a version, or of what a record says about it. */
export interface Superseding {
  readonly by: AuditRecord['outcome'] | 'newer version';
  /** When that was recorded, or when the newer version was written. ISO 8601. */
  readonly at: string;
  /** The version that took the place. */
  readonly versionId?: string;
}

/** What a record says about one version, and whether that still holds. */
export interface VersionEntry {
  readonly record: AuditRecord;
  /** Of the version that the entry is about; absent where the store keeps no versions. */
  readonly versionId?: string;
  /**
   * The present state of the version: `gone` when it was overwritten or deleted, `superseded` when a later record is
   * about the same version.
   */
  readonly state: ObjectState | 'gone' | 'superseded';
  readonly reporting: Reporting;
  readonly isCurrent: boolean;
  readonly superseded?: Superseding;
}

/** An entry before it is compared with the others; `key` tells versions apart. */
interface Mention {
  readonly key: string;
  readonly record: AuditRecord;
  readonly versionId: string | undefined;
  /** The version that was found, or the one that the record leaves. */
  readonly side: 'found' | 'left';
}

/**
 * The entries of an object's records, in order of time: one for each record, and one more for each version that a
 * rewriting left behind and no other record is about. `last` is the record of the current version, if any is.
 */
export function entriesOf(
  records: readonly AuditRecord[],
  last: AuditRecord,
  rewritings: Rewritings,
): readonly VersionEntry[] {
  // Most objects have one record, and it is about one version.
  if (records.length === 1 && last.after?.versionId === undefined) {
    const state = stateAfter(last, rewritings);
    const { versionId } = last.object;
    const entry = { record: last, state, reporting: reportingOf(state, last), isCurrent: !isEarlier(last) };
    return [versionId === undefined ? entry : { ...entry, versionId }];
  }
  const left = new Set(records.map(versionLeft));
  const mentions = records.flatMap((record) => mentionsOf(record, left));
  const current = isEarlier(last)
    ? undefined
    : mentions.find(({ record, side }) => record === last && side === 'left');
  const describe = (mention: Mention, state: ObjectState): VersionEntry => ({
    record: mention.record,
    ...defined({ versionId: mention.versionId }),
    state,
    reporting: reportingOf(state, mention.record),
    isCurrent: mention === current,
  });
  const successors = new Successors(mentions, records, current, last);
  return mentions.map((mention, index) => {
    const { record, side } = mention;
    const entry = describe(mention, side === 'found' ? stateBefore(record) : stateAfter(record, rewritings));
    if (mention === current) return entry;
    const { again, overwriting, newer } = successors.of(mention, index);
    if (again !== undefined)
      return { ...entry, state: 'superseded', reporting: 'no', superseded: supersedingOf(again) };
    if (overwriting !== undefined)
      return { ...entry, state: 'gone', reporting: 'no', superseded: supersedingOf(overwriting) };
    return { ...entry, ...defined({ superseded: newer }) };
  });
}

/** The mention of the version that a record leaves, and of the one it left behind where no record leaves that. */
function mentionsOf(record: AuditRecord, left: ReadonlySet<string | undefined>): readonly Mention[] {
  const { versionId } = record.object;
  const own: Mention = {
    key: record.after?.versionId ?? record.after?.sha256 ?? versionOf(record),
    record,
    versionId: versionLeft(record),
    side: 'left',
  };
  const isLeftBehind =
    versionId !== undefined && record.after?.versionId !== undefined && !left.has(versionId);
  return isLeftBehind ? [{ key: versionOf(record), record, versionId, side: 'found' }, own] : [own];
}

const versionLeft = ({ object, after }: AuditRecord): string | undefined =>
  after?.versionId ?? object.versionId;

const supersedingOf = ({ outcome, recordedAt, after }: AuditRecord): Superseding => ({
  by: outcome,
  at: recordedAt,
  ...defined({ versionId: after?.versionId }),
});

/** What comes after each mention: on record, in the same place, or as a newer version. */
class Successors {
  readonly #last: AuditRecord;
  readonly #currentKey: string | undefined;
  readonly #lastOfKey: ReadonlyMap<string, Mention>;
  /** For each mention the next record of another version. */
  readonly #nextOther: readonly (AuditRecord | undefined)[];
  readonly #rewritings: ReadonlyMap<string | undefined, AuditRecord>;
  /** For each time on record the version that was written next. */
  readonly #newer: ReadonlyMap<string, Superseding>;
  readonly #deletion: AuditRecord | undefined;

  constructor(
    mentions: readonly Mention[],
    records: readonly AuditRecord[],
    current: Mention | undefined,
    last: AuditRecord,
  ) {
    this.#last = last;
    this.#currentKey = current?.key;
    this.#lastOfKey = new Map(mentions.map((mention) => [mention.key, mention]));
    const nextOther: (AuditRecord | undefined)[] = [];
    for (const [index, mention] of [...mentions.entries()].reverse()) {
      const next = mentions[index + 1];
      nextOther[index] = next?.key === mention.key ? nextOther[index + 1] : next?.record;
    }
    this.#nextOther = nextOther;
    this.#rewritings = new Map(
      records
        .filter(({ after }) => after?.versionId !== undefined)
        .map((record) => [record.object.versionId, record]),
    );
    this.#newer = newerVersions(records);
    this.#deletion = records.findLast(({ outcome }) => outcome === 'missing');
  }

  /** At most one of: a later record of the version, the record that took its place, the version after it. */
  of(
    { key, record, versionId, side }: Mention,
    index: number,
  ): { readonly again?: AuditRecord; readonly overwriting?: AuditRecord; readonly newer?: Superseding } {
    if (key === this.#currentKey) return { again: this.#last };
    const last = this.#lastOfKey.get(key);
    if (last !== undefined && last.record !== record) return { again: last.record };
    if (versionId === undefined) return defined({ overwriting: this.#nextOther[index] });
    const rewriting = this.#rewritings.get(versionId);
    if (rewriting !== undefined) return { newer: supersedingOf(rewriting) };
    const isWritten = side === 'left' && record.after !== undefined;
    const written = isWritten ? record.recordedAt : record.object.lastModified;
    const newer = this.#newer.get(written ?? '') ?? (this.#deletion && supersedingOf(this.#deletion));
    return defined({ newer });
  }
}

/** From the last time to the first, since an object may have any number of versions. */
function newerVersions(records: readonly AuditRecord[]): ReadonlyMap<string, Superseding> {
  const written = new Map(
    records.flatMap(({ outcome, object: { versionId, lastModified: at } }): [string, Superseding][] => {
      const by = outcome === 'missing' ? outcome : 'newer version';
      return at === undefined ? [] : [[at, { by, at, ...defined({ versionId }) }]];
    }),
  );
  const instants = new Set([...written.keys(), ...records.map(({ recordedAt }) => recordedAt)]);
  const newer = new Map<string, Superseding>();
  let next: Superseding | undefined;
  for (const instant of [...instants].sort().reverse()) {
    if (next !== undefined) newer.set(instant, next);
    next = written.get(instant) ?? next;
  }
  return newer;
}
