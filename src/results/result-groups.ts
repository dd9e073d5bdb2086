/** Collects results by what is to be done about them: counts of all, and the first records of each group. */
import type { AuditRecord } from '../audit/record/schema.ts';
import type { EmbeddingCounts } from './exit-reasons.ts';
import {
  embedsOnly,
  type GroupKind,
  type GroupMeaning,
  groupKindOf,
  meaningOf,
  rankOf,
} from './group-kinds.ts';

/** Results that call for the same. */
export interface ResultGroup {
  readonly kind: GroupKind;
  readonly meaning: GroupMeaning;
  readonly count: number;
  /** The first ones, in key order. */
  readonly records: readonly AuditRecord[];
}

const MAX_ATTENTION_ROWS = 10;
const MAX_OTHER_ROWS = 3;

/** Memory is bounded: there are as many groups as there are outcomes and reasons. */
export class ResultGroups {
  readonly #groups = new Map<string, { kind: GroupKind; count: number; records: AuditRecord[] }>();

  /** Adds a result; they come in key order. */
  add(record: AuditRecord): void {
    const kind = groupKindOf(record);
    const name = `${kind.outcome}\n${kind.reason ?? ''}\n${kind.which ?? ''}\n${kind.embeds ?? ''}`;
    const group = this.#groups.get(name) ?? { kind, count: 0, records: [] };
    this.#groups.set(name, group);
    group.count += 1;
    const maxRows = meaningOf(kind).needsAttention ? MAX_ATTENTION_ROWS : MAX_OTHER_ROWS;
    if (group.records.length < maxRows) group.records.push(record);
  }

  /** The groups, those that need somebody first; of the same outcome the largest first. */
  inOrder(): ResultGroup[] {
    return [...this.#groups.values()]
      .toSorted((a, b) => rankOf(a.kind) - rankOf(b.kind) || b.count - a.count)
      .map((group) => ({ ...group, meaning: meaningOf(group.kind) }));
  }

  /** The number of notebooks that report usage, or may, by their saved outputs only. */
  get embedding(): EmbeddingCounts {
    const embedding = { reports: 0, unknown: 0 };
    for (const { kind, count } of this.#groups.values()) {
      const embeds = embedsOnly(kind);
      if (embeds !== undefined) embedding[embeds] += count;
    }
    return embedding;
  }

  /** The number of results with each outcome. */
  get counts(): Map<AuditRecord['outcome'], number> {
    const counts = new Map<AuditRecord['outcome'], number>();
    for (const { kind, count } of this.#groups.values())
      counts.set(kind.outcome, (counts.get(kind.outcome) ?? 0) + count);
    return counts;
  }
}
