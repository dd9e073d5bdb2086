/** Measures `audit` on ledgers of several sizes, each in a process of its own: time a record, and peak memory. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { renderJsonLine } from '../src/text/safe-text.ts';
import { manyRecords, runCommand } from '../test/support/reports/page-cases.ts';
import { peakMemory } from './peak-memory.ts';

const PIECE = 10_000;

/** What one ledger took. */
export interface AuditCost {
  readonly records: number;
  readonly ms: number;
  readonly peakBytes: number;
}

/** Writes a ledger of so many records, in no order, reads it as `audit` does, and takes it away. */
export function measureAudit(folder: string, records: number): AuditCost {
  const ledger = join(folder, 'ledger.ndjson');
  const file = openSync(ledger, 'wx');
  // Each piece tells of a team's training jobs; in the order of keys those of all teams mix.
  for (let piece = 0; piece < records / PIECE; piece += 1) {
    const lines = manyRecords(PIECE, `-team-${piece}`).map((record) => `${renderJsonLine(record)}\n`);
    writeSync(file, lines.reverse().join(''));
  }
  closeSync(file);
  const child = spawnSync(process.execPath, [import.meta.filename, folder], { encoding: 'utf8' });
  rmSync(ledger);
  if (child.status !== 0) throw new Error(child.stderr);
  return { records, ...JSON.parse(child.stdout) };
}

async function audit(folder: string): Promise<void> {
  const start = performance.now();
  await runCommand(folder, ['audit', 'ledger.ndjson']);
  console.log(JSON.stringify({ ms: performance.now() - start, peakBytes: peakMemory() }));
}

if (process.argv[1] === import.meta.filename) await audit(process.argv[2] ?? '.');
