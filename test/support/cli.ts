/** Runs the command line through its real door, in a folder of its own. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { expectValidRecord } from './validate-record.ts';

/** What one run came to. */
export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

/** A new folder that goes when the test ends; `files` are written into it. */
export function temporaryFolder(files: Readonly<Record<string, Uint8Array | string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'profiler-opt-out-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Every file below a folder with its bytes, by path. */
export function readTree(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, 'latin1')]));
}

/** Commands whose ndjson is something else than audit records. */
const OTHER_ROWS = ['training-job', 'backfill'];

/** Runs `main` in `cwd`; every ndjson line on stdout must be a valid record. */
export async function runCli(cwd: string, words: readonly string[], io: Partial<Io> = {}): Promise<Ran> {
  let [out, error] = ['', ''];
  const exitCode = await main(words, {
    writeOut: async (text) => {
      out += text;
    },
    writeError: async (text) => {
      error += text;
    },
    programName: 'profiler-opt-out',
    cwd,
    columns: undefined,
    isErrorTerminal: false,
    clock: { now: () => new Date(Date.UTC(2026, 0, 1)), sleep: async () => {}, random: () => 0 },
    signal: new AbortController().signal,
    replay: async () => undefined,
    ...io,
  });
  if (words.includes('ndjson') && !OTHER_ROWS.includes(words[0] ?? ''))
    for (const line of recordsOf(out)) expectValidRecord(line);
  return { exitCode, out, error };
}

const FIGURES =
  /^[\d,]+ (?:would-|opted-out|silen|already-|no-setup-call|reports-usage|restored|refused|missing).*/ms;

/** The messages on stderr before the closing figures. */
export const messagesOf = (error: string): string => error.replace(FIGURES, '');

/** The records of an ndjson text. */
export const recordsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** Mode, owner and times of a file. */
export const statsOf = (path: string) => statSync(path, { bigint: true });
