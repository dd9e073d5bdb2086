/** A target of which a part cannot be read: what is known is shown, what is not is named, and nothing is called complete. */
import { mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runCli, temporaryFolder } from '../../support/cli.ts';
import { writeNotebook } from '../../support/notebook.ts';
import { startOddS3 } from '../../support/servers/odd-s3.ts';
import { LOCAL_CREDENTIALS } from '../../support/servers/s3-server.ts';

const CALL = writeNotebook(['setup_profiler_report(a)']);
const pathOf = (report: string) => `in/${report}/profiler-output/profiler-report.ipynb`;
const LEDGER = 'profiler-opt-out-ledger.ndjson';
const AUDIT = ['audit', LEDGER, '--against', 'in'];

/** Two reports on record; of the second the notebook is then a link in a circle, which nobody can read. */
async function folderWithLoop() {
  const folder = temporaryFolder({ [pathOf('a')]: CALL, [pathOf('b')]: CALL });
  expect((await runCli(folder, ['apply', 'in'])).exitCode).toBe(0);
  unlinkSync(join(folder, pathOf('b')));
  symlinkSync('profiler-report.ipynb', join(folder, pathOf('b')));
  const message = `cannot read ${join(folder, pathOf('b'))}: symbolic links run in a circle: mend them`;
  return { folder, message };
}

test('a file that cannot be read is named; it is neither missing nor gone', async () => {
  const { folder, message } = await folderWithLoop();
  const { exitCode, out } = await runCli(folder, [...AUDIT, '--page', 'p.html']);
  expect(exitCode).toBe(3);
  expect(out).toMatch(/^2 reports: none reported usage/);
  expect(out.slice(out.indexOf('NOT KNOWN'))).toBe(
    [
      'NOT KNOWN: a part of in could not be read; 1 version of 1 report object that could be is on record',
      '1 entry could not be read, and may not be on record as they are:',
      `  ${message}`,
      '',
    ].join('\n'),
  );
  const page = readFileSync(join(folder, 'p.html'), 'utf8');
  expect(page).toContain('<section class="answer open"');
  expect(page).toContain('<strong>Not known:</strong> a part of <bdi>in</bdi>, listed <time');
  expect(page).toContain(`<summary>Not read</summary><ul><li><bdi>${message}</bdi></li></ul>`);
});

test('what else is not on record is told, too', async () => {
  const { folder } = await folderWithLoop();
  mkdirSync(join(folder, 'in/c/profiler-output'), { recursive: true });
  writeFileSync(join(folder, pathOf('c')), CALL);
  rmSync(join(folder, 'in/a'), { recursive: true });
  const odd = Buffer.concat([Buffer.from(join(folder, 'in/d')), Buffer.from([0xff])]);
  mkdirSync(odd);
  const { exitCode, out } = await runCli(folder, AUDIT);
  expect(exitCode).toBe(3);
  expect(out.slice(out.indexOf('INCOMPLETE'))).toMatch(
    new RegExp(
      [
        '^INCOMPLETE: 1 of 1 version of 1 report object in in is not on record as it is now',
        '  not on record: in/c/.*',
        'Run apply on it with this ledger \\(--ledger\\), then audit again.',
        '2 entries could not be read, and may not be on record as they are:',
        '  cannot read .*/in/d\ufffd: its name is not UTF-8; rename it, then run again',
        '  cannot read .*/in/b/.*: symbolic links run in a circle: mend them',
        '1 object on record is no longer there, or where nothing could be read\n$',
      ].join('\n'),
    ),
  );
});

test('an optional file that cannot be read, and is not on record, needs nothing', async () => {
  const folder = temporaryFolder({ [pathOf('a')]: CALL });
  await runCli(folder, ['apply', 'in']);
  symlinkSync('analysis.ipynb', join(folder, 'in/analysis.ipynb'));
  const { exitCode, out } = await runCli(folder, AUDIT);
  expect([exitCode, out]).toEqual([0, expect.stringContaining('\ncomplete: 1 version of 1 report object')]);
});

test('a bucket that cannot be listed leaves the figures of the ledger, and ends with its fault', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', LOCAL_CREDENTIALS.secretAccessKey);
  onTestFinished(() => void vi.unstubAllEnvs());
  const s3 = await startOddS3(new Map(), { list: () => [403, 'AccessDenied'] });
  onTestFinished(s3.stop);
  const { folder } = await folderWithLoop();
  const words = ['audit', LEDGER, '--against', 's3://b/in/', '--endpoint-url', s3.url];
  const { exitCode, out, error } = await runCli(folder, words);
  expect([exitCode, out]).toEqual([3, expect.stringMatching(/^2 reports: none reported usage/)]);
  expect(out).not.toMatch(/complete|gone|NOTHING FOUND/);
  expect(error).toBe(
    'profiler-opt-out: cannot list the versions of s3://b/in/: access denied: grant s3:ListBucketVersions and s3:GetObjectVersion\n',
  );
});
