/** Measures `audit` on ledgers of several sizes, each in a process of its own: time, also of bare JSON.parse, and peak memory. */
import { spawnSync } from 'node:child_process';
import { closeSync, createReadStream, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf } from '../src/bytes/lines.ts';
import { renderJsonLine } from '../src/text/safe-text.ts';
import { manyRecords, runCommand } from '../test/support/reports/page-cases.ts';
import { peakMemory } from './peak-memory.ts';

const PIECE = 10_000;
const CHUNK_BYTES = 256 * 1024;

/** The cost of one ledger. */
export interface AuditCost {
  readonly records: number;
  readonly ms: number;
  /** Reading the ledger, and `JSON.parse` of every line: nothing can take less. */
  readonly parseMs: number;
  readonly peakBytes: number;
}

/** Writes a ledger of `records` records, in no order, measures reading it, and removes it. */
export function measureAudit(folder: string, records: number): AuditCost {
  const ledger = join(folder, 'ledger.ndjson');
  const file = openSync(ledger, 'wx');
  // Each piece tells of a team's training jobs; in the order of keys those of all teams mix.
  for (let piece = 0; piece < records / PIECE; piece += 1) {
    const lines = manyRecords(PIECE, `-team-${piece}`).map((record) => `${renderJsonLine(record)}\n`);
    writeSync(file, lines.reverse().join(''));
  }
  closeSync(file);
  const [{ ms: parseMs }, { ms, peakBytes }] = [runAlone('parse', folder), runAlone('audit', folder)];
  rmSync(ledger);
  return { records, ms, parseMs, peakBytes };
}

type Work = 'audit' | 'parse';

function runAlone(work: Work, folder: string): { readonly ms: number; readonly peakBytes: number } {
  const child = spawnSync(process.execPath, [import.meta.filename, work, folder], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}

const WORKS: Readonly<Record<Work, (folder: string) => Promise<unknown>>> = {
  audit: (folder) => runCommand(folder, ['audit', 'ledger.ndjson']),
  parse: async (folder) => {
    const chunks = createReadStream(join(folder, 'ledger.ndjson'), { highWaterMark: CHUNK_BYTES });
    for await (const lines of linesOf(chunks)) for (const { text = '' } of lines) JSON.parse(text);
  },
};

if (process.argv[1] === import.meta.filename) {
  const [work, folder = '.'] = process.argv.slice(2);
  const start = performance.now();
  await (work === 'parse' ? WORKS.parse : WORKS.audit)(folder);
  console.log(JSON.stringify({ ms: performance.now() - start, peakBytes: peakMemory() }));
}
