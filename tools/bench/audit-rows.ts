/** `audit` on a small and a large ledger, as whole commands, beside reading the large one with bare JSON.parse. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { renderJsonLine } from '../../src/text/safe-text.ts';
import { manyRecords } from '../../test/support/reports/page-cases.ts';
import { megabytes, type Row, times } from './row.ts';
import { runCli, runScript } from './run-measured.ts';

const PIECE = 10_000;
/** Records of the ledgers: four files to sort over, and forty. */
const SMALL = 100_000;
const LARGE = 1_000_000;

/** The rows of the large ledger. */
export async function* measureAudit(folder: string): AsyncGenerator<Row> {
  const [small, large] = [join(folder, 'small.ndjson'), join(folder, 'large.ndjson')];
  writeLedger(small, SMALL);
  writeLedger(large, LARGE);
  const parse = runScript(folder, 'parse-lines.ts', large);
  const [one, ten] = [runCli(folder, ['audit', small]), runCli(folder, ['audit', large])];
  yield {
    measured: `audit of ${LARGE.toLocaleString('en-US')} records`,
    figure: `${(ten.ms / 1000).toFixed(1)} s (${(ten.cpuMs / 1000).toFixed(1)} s of processor time)`,
    goal: 'at most 10 s',
    limit:
      'digest and id of every record, whose line is scanned twice; the disk between; figures of it, and the attestation, in order',
  };
  yield { measured: 'the same beside JSON.parse of every line', figure: times(ten.cpuMs / parse.cpuMs) };
  yield {
    measured: `the same: time a record beside that of ${SMALL.toLocaleString('en-US')}`,
    figure: `${times(ten.cpuMs / LARGE / (one.cpuMs / SMALL))} (${((ten.cpuMs / LARGE) * 1000).toFixed(0)} µs)`,
    goal: 'linear',
  };
  yield {
    measured: 'the same: peak memory',
    figure: `${megabytes(ten.peakBytes)}, ${times(ten.peakBytes / one.peakBytes)} that of ${SMALL.toLocaleString('en-US')}`,
    goal: 'at most 300 MB',
    limit: 'what is held to be sorted before it goes to the disk',
  };
}

/** Records in no order. Each piece tells of a team's training jobs; in the order of keys those of all teams mix. */
function writeLedger(path: string, records: number): void {
  const file = openSync(path, 'wx');
  for (let piece = 0; piece < records / PIECE; piece += 1) {
    const lines = manyRecords(PIECE, `-team-${piece}`).map((record) => `${renderJsonLine(record)}\n`);
    writeSync(file, lines.reverse().join(''));
  }
  closeSync(file);
}
