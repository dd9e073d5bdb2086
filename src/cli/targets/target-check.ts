/** Compares what a target holds with a ledger while the ledger's records go by. */
import { type Comparison, CompletenessCheck } from '../../audit/ledger/completeness.ts';
import type { ObjectHistory } from '../../audit/ledger/object-history.ts';
import { folderOfBucket } from '../../files/directory-store.ts';
import { isWithin } from '../../files/root-folder.ts';
import { Fault } from '../../report/fault.ts';
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
  readonly #unreadable: string[] = [];
  readonly #folders = new Set<string>();
  #check: CompletenessCheck | undefined;
  #fault: Fault | undefined;

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
    const targets = await resolveTargets([word], cwd);
    return new TargetCheck(targets, await baseOfLedger(ledger, cwd), stores);
  }

  /** The buckets that records name. */
  observeBuckets(buckets: readonly string[]): void {
    for (const bucket of buckets) this.#folders.add(bucket);
  }

  /** Adds the next history, unless the target can no longer be listed. */
  async add(history: ObjectHistory): Promise<void> {
    await this.#unlessFailed(() => this.#opened().add(history));
  }

  /** The comparison, once all histories are added; undefined when the target could not be listed, which `fault` tells. */
  async result(): Promise<Comparison | undefined> {
    const result = await this.#unlessFailed(() => this.#opened().result());
    if (result === undefined) return undefined;
    const { unreadable, unreadableCount, ...comparison } = result;
    return {
      ...comparison,
      unreadable: [...this.#unreadable, ...unreadable],
      unreadableCount: this.#unreadable.length + unreadableCount,
    };
  }

  /** The fault that ended the listing of the target. */
  get fault(): Fault | undefined {
    return this.#fault;
  }

  async #unlessFailed<Answer>(work: () => Promise<Answer>): Promise<Answer | undefined> {
    if (this.#fault !== undefined) return undefined;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#fault = error;
      return undefined;
    }
  }

  readonly #onUnreadable = async ({ message }: Fault): Promise<void> => {
    this.#unreadable.push(message);
  };

  #opened(): CompletenessCheck {
    this.#check ??= new CompletenessCheck(
      this.#targets.flatMap((target) =>
        openPresent(target, this.#stores, this.#baseFor(target), this.#onUnreadable),
      ),
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
