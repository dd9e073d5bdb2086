/**
 * Sorts any number of records in bounded memory: runs that fit are sorted and written to a temporary folder, then
 * merged. The files are the owner's only, and go when the sorting ends, whatever ends it.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { compareRecords } from '../audit/histories.ts';
import type { AuditRecord } from '../audit/schema.ts';
import { fileFault } from './file-faults.ts';

/** So many records are held at once: some 100 MB. */
export const RUN_SIZE = 25_000;

/** The records in the order of `compareRecords`. @throws Fault when the temporary files cannot be used */
export async function* sortRecords(
  records: AsyncIterable<AuditRecord>,
  runSize = RUN_SIZE,
): AsyncGenerator<AuditRecord> {
  let run: AuditRecord[] = [];
  let folder: string | undefined;
  const files: string[] = [];
  try {
    for await (const record of records) {
      run.push(record);
      if (run.length < runSize) continue;
      folder ??= await mkdtemp(join(tmpdir(), 'profiler-opt-out-'));
      files.push(await writeRun(join(folder, String(files.length)), run));
      run = [];
    }
    run.sort(compareRecords);
    if (files.length === 0) yield* run;
    else yield* merge([...files.map(readRun), inMemory(run)]);
  } catch (error) {
    throw fileFault(error, folder ?? tmpdir(), 'sort records in');
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function writeRun(path: string, run: AuditRecord[]): Promise<string> {
  run.sort(compareRecords);
  // Piece by piece: one text of a whole run would need as much memory again.
  await writeFile(path, linesOf(run), { flag: 'wx', mode: 0o600 });
  return path;
}

function* linesOf(run: readonly AuditRecord[]): Generator<string> {
  for (const record of run) yield `${JSON.stringify(record)}\n`;
}

async function* readRun(path: string): AsyncGenerator<AuditRecord> {
  for await (const line of createInterface({ input: createReadStream(path) })) yield JSON.parse(line);
}

async function* inMemory(run: readonly AuditRecord[]): AsyncGenerator<AuditRecord> {
  yield* run;
}

/** One run, and the record of it that comes next. */
interface Cursor {
  readonly run: AsyncGenerator<AuditRecord>;
  next: AuditRecord;
}

/** A binary heap of the runs: the run whose next record comes first stands at the root. */
async function* merge(runs: readonly AsyncGenerator<AuditRecord>[]): AsyncGenerator<AuditRecord> {
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
