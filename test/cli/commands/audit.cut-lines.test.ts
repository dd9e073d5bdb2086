/** Lines that a crash cut off: whether a person can rely on the rest of the ledger. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderJsonLine } from '../../../src/text/safe-text.ts';
import { runCli, temporaryFolder } from '../../support/cli.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';
import { filesOf, makeReport } from '../../support/reports/report-files.ts';

const optedOut = recordOf({ outcome: 'opted-out', after: stateOf('after') });
const [whole, other] = [optedOut, recordOf({ key: keyOf('job-2') })].map((each) => renderJsonLine(each));
const cut = whole?.slice(0, 300);
const NOT_MADE_AGAIN =
  'line 1: it is cut off, as after a crash, and no later line has its record: look with --against <target> whether all is on record';

const auditOf = async (lines: readonly (string | undefined)[], threads = 1) => {
  // Threads are for large ledgers.
  const filler = threads === 1 ? '' : `${' '.repeat(1_000_000)}\n`.repeat(20);
  const folder = temporaryFolder({ l: `${lines.join('\n')}\n${filler}` });
  const { exitCode, out, error } = await runCli(folder, ['audit', 'l'], { threads });
  return { exitCode, out, error: error.replaceAll(`${folder}/`, '') };
};

describe.each([1, 2])('a line that is cut off and that others follow, in %s threads', (threads) => {
  test('is no fault of the ledger when a later line has its record', async () => {
    const { exitCode, out, error } = await auditOf([cut, other, whole], threads);
    expect([exitCode, error]).toEqual([
      0,
      'skipped: l, line 1: cut off, as after a crash; l, line 3 has its record\n',
    ]);
    expect(out).toContain('records             2 (1 cut off and made again)\n');
    expect(out).not.toContain('left out');
  });

  test('counts as no valid record when none has', async () => {
    const { exitCode, out, error } = await auditOf([cut, other], threads);
    expect([exitCode, error]).toEqual([2, `skipped: l, ${NOT_MADE_AGAIN}\n`]);
    expect(out).toContain('records             1 (1 bad line skipped)\n');
  });
});

test('a line that is cut off before its id counts as no valid record, whatever follows', async () => {
  const { exitCode, error } = await auditOf([whole?.slice(0, 80), whole]);
  expect([exitCode, error]).toEqual([2, `skipped: l, ${NOT_MADE_AGAIN}\n`]);
});

test('an earlier line does not stand for one that is cut off', async () => {
  const { exitCode } = await auditOf([whole, cut, other]);
  expect(exitCode).toBe(2);
});

test('after a crash the next run makes the record again, and the audit ends with 0', async () => {
  const folder = temporaryFolder(filesOf(makeReport('one')));
  const ledger = join(folder, 'l');
  const apply = () => runCli(folder, ['apply', 'in', '--ledger', 'l']);
  await apply();
  // The record of a notebook that was about to be replaced, cut off by the crash.
  const before = makeReport('one').notebook;
  writeFileSync(join(folder, 'in', makeReport('one').folder, 'profiler-report.ipynb'), before);
  const [first = ''] = readFileSync(ledger, 'utf8').split('\n');
  writeFileSync(ledger, first.slice(0, -100));
  await apply();
  const { exitCode, out, error } = await runCli(folder, [
    'audit',
    'l',
    '--against',
    'in',
    '--page',
    'p.html',
  ]);
  expect([exitCode, error]).toEqual([0, expect.stringContaining('line 1: cut off, as after a crash; ')]);
  expect(out).toContain('complete: ');
  expect(readFileSync(join(folder, 'p.html'), 'utf8')).toContain(
    '1 line that is cut off and made again later',
  );
});
