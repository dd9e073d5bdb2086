/**
 * Sorted records in files of a temporary folder. Files are merged as they become many, so that never more than some are
 * open at once. They are the owner's only.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditRecord } from '../audit/record/schema.ts';
import { linesOf } from '../bytes/lines.ts';
import { mergeRuns, type Run } from './merge-runs.ts';

/** So many records are written with one call. */
const CHUNK_RECORDS = 64;

/** Begin with `add`, end with `remove`. */
export class SortedFiles {
  readonly #fanIn: number;
  /** Those of a level were made of `fanIn` files each of the level before. */
  readonly #levels: string[][] = [];
  #folder: string | undefined;
  #made = 0;

  /** @param fanIn so many files are merged at once, from 2 */
  constructor(fanIn: number) {
    this.#fanIn = fanIn;
  }

  /** Where the files lie. */
  get folder(): string {
    return this.#folder ?? tmpdir();
  }

  /** Takes sorted records in. */
  async add(sorted: readonly AuditRecord[]): Promise<void> {
    await this.#write(ofList(sorted), 0);
  }

  /** All that was added, and `sorted`, in order. */
  merged(sorted: readonly AuditRecord[]): Run {
    return mergeRuns([...this.#levels.flat().map(readFile), ofList(sorted)]);
  }

  async remove(): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #write(run: Run, level: number): Promise<void> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'profiler-opt-out-'));
    const path = join(this.#folder, String(this.#made));
    this.#made += 1;
    await writeFile(path, chunksOf(run), { flag: 'wx', mode: 0o600 });
    this.#levels[level] ??= [];
    const own = this.#levels[level];
    own.push(path);
    if (own.length < this.#fanIn) return;
    this.#levels[level] = [];
    await this.#write(mergeRuns(own.map(readFile)), level + 1);
    for (const merged of own) await rm(merged);
  }
}

async function* ofList(sorted: readonly AuditRecord[]): Run {
  yield* sorted;
}

async function* readFile(path: string): Run {
  for await (const { text = '' } of linesOf(createReadStream(path))) yield JSON.parse(text);
}

async function* chunksOf(run: Run): AsyncGenerator<string> {
  let lines: string[] = [];
  for await (const record of run) {
    lines.push(`${JSON.stringify(record)}\n`);
    if (lines.length < CHUNK_RECORDS) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}
