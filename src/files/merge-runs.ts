/** Merges sorted records; of each run one is held at a time. */
import { compareRecords } from '../audit/ledger/histories.ts';
import type { AuditRecord } from '../audit/record/schema.ts';

/** Records in the order of `compareRecords`. */
export type Run = AsyncGenerator<AuditRecord>;

/** One run, and the record of it that comes next. */
interface Cursor {
  readonly run: Run;
  next: AuditRecord;
}

/** Merges runs. A binary heap of them: the run whose next record comes first stands at the root. */
export async function* mergeRuns(runs: readonly Run[]): Run {
  const heap: Cursor[] = [];
  try {
    for (const run of runs) {
      const { value, done } = await run.next();
      if (!done) heap.push({ run, next: value });
    }
    for (let root = heap.length >> 1; root >= 0; root -= 1) sink(heap, root);
    for (let [first] = heap; first !== undefined; first = heap[0]) {
      yield first.next;
      const { value, done } = await first.run.next();
      if (done) {
        const last = heap.pop();
        if (last !== undefined && heap.length > 0) heap[0] = last;
      } else first.next = value;
      sink(heap, 0);
    }
  } finally {
    for (const run of runs) await run.return(undefined);
  }
}

/** Moves a cursor down until no run below comes before it. */
function sink(heap: Cursor[], from: number): void {
  for (let at = from; ; ) {
    const [left, right] = [2 * at + 1, 2 * at + 2];
    let least = at;
    if (isBefore(heap[left], heap[least])) least = left;
    if (isBefore(heap[right], heap[least])) least = right;
    const [upper, lower] = [heap[at], heap[least]];
    if (least === at || upper === undefined || lower === undefined) return;
    [heap[at], heap[least]] = [lower, upper];
    at = least;
  }
}

const isBefore = (a: Cursor | undefined, b: Cursor | undefined): boolean =>
  a !== undefined && b !== undefined && compareRecords(a.next, b.next) < 0;
