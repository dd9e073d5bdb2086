/** Compares what a target holds with a ledger while the ledger's records go by. */
import { type Comparison, CompletenessCheck } from '../../audit/ledger/completeness.ts';
import type { ObjectHistory } from '../../audit/ledger/object-history.ts';
import { folderOfBucket } from '../../files/directory-store.ts';
import { isWithin } from '../../files/root-folder.ts';
import type { Stores } from '../stores.ts';
import { openPresent } from './present-versions.ts';
import { baseOfLedger, resolveTargets, type Target } from './target.ts';

/**
 * First the buckets of all records are observed, then their histories are added in order: files are named as the records name them, also
 * when the ledger lies elsewhere by now.
 */
export class TargetCheck {
  readonly #targets: readonly Target[];
  readonly #ledgerBase: string | undefined;
  readonly #stores: Stores;
  readonly #folders = new Set<string>();
  #check: CompletenessCheck | undefined;

  private constructor(targets: readonly Target[], ledgerBase: string | undefined, stores: Stores) {
    this.#targets = targets;
    this.#ledgerBase = ledgerBase;
    this.#stores = stores;
  }

  /** @throws UsageError for a word that names no target; Fault when it is not there */
  static async open(
    word: string,
    [ledger = '']: readonly string[],
    stores: Stores,
    cwd: string,
  ): Promise<TargetCheck> {
    return new TargetCheck(await resolveTargets([word], cwd), await baseOfLedger(ledger, cwd), stores);
  }

  /** The buckets that records name. */
  observeBuckets(buckets: readonly string[]): void {
    for (const bucket of buckets) this.#folders.add(bucket);
  }

  /** Adds the next history. @throws Fault when the target cannot be listed */
  async add(history: ObjectHistory): Promise<void> {
    await this.#opened().add(history);
  }

  /** The comparison, once all histories are added. @throws Fault when the target cannot be listed */
  result(): Promise<Comparison> {
    return this.#opened().result();
  }

  #opened(): CompletenessCheck {
    this.#check ??= new CompletenessCheck(
      this.#targets.flatMap((target) => openPresent(target, this.#stores, this.#baseFor(target))),
    );
    return this.#check;
  }

  #baseFor(target: Target): string | undefined {
    const recorded = [...this.#folders].flatMap((bucket) => folderOfBucket(bucket) ?? []);
    if (target.kind === 's3') return undefined;
    const isRelated = (folder: string) => isWithin(folder, target.path) || isWithin(target.path, folder);
    // The deepest one: the rule for keys prefers it to the root of the file system.
    const [nearest] = recorded.filter(isRelated).sort((a, b) => b.length - a.length);
    return nearest ?? this.#ledgerBase;
  }
}
