/** The completion report of a job, from its manifest to its last row. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { TaskRow } from '../../src/batch/completion-report.ts';
import { describeProblems, readJobReport } from '../../src/batch/read-job-report.ts';
import { Fault } from '../../src/report/fault.ts';

const JOB = { id: 'j-1', report: { bucket: 'reports', prefix: 'p' } };
const MANIFEST = 'p/job-j-1/manifest.json';
const ROW = 'b,k,,succeeded,200,,\n';
const manifestOf = (...keys: readonly string[]) => {
  const md5 = createHash('md5').update(ROW).digest('hex');
  const Results = keys.map((Key) => ({ Bucket: 'reports', Key, MD5Checksum: md5 }));
  return JSON.stringify({ Format: 'Report_CSV_20180820', Results });
};

async function read(
  files: Readonly<Record<string, string | Fault | Iterable<Uint8Array>>>,
  job: { id: string } = JOB,
) {
  const rows: TaskRow[] = [];
  const open = async (bucket: string, key: string) => {
    const file = bucket === 'reports' ? files[key] : undefined;
    if (file instanceof Fault) throw file;
    if (file === undefined) return undefined;
    return (async function* () {
      yield* typeof file === 'string' ? [Buffer.from(file)] : file;
    })();
  };
  const problems = await readJobReport({ report: undefined, ...job }, open, (row) => rows.push(row));
  return { problem: describeProblems(problems), rows: rows.length };
}

test('gives the rows of all files', async () => {
  const files = { [MANIFEST]: manifestOf('1.csv', '2.csv'), '1.csv': ROW, '2.csv': ROW };
  expect(await read(files)).toEqual({ problem: undefined, rows: 2 });
});

test('names what is wrong with a report', async () => {
  expect((await read({}, { id: 'j-1' })).problem).toBe('it was created without a completion report');
  expect((await read({})).problem).toBe(`its completion report is missing: s3://reports/${MANIFEST}`);
  expect((await read({ [MANIFEST]: '{' })).problem).toContain('cannot be read: s3://reports/');
  const [missing, broken] = [manifestOf('1.csv', '2.csv'), manifestOf('1.csv')];
  expect(await read({ [MANIFEST]: missing, '1.csv': ROW })).toEqual({
    problem: 'a file of its completion report, s3://reports/2.csv: it is missing',
    rows: 1,
  });
  expect((await read({ [MANIFEST]: broken, '1.csv': 'x' })).problem).toContain('its MD5 is not the one');
});

test('a manifest that goes on and on is none', async () => {
  const chunk = Buffer.alloc(1024 * 1024, ' ');
  const endless = (function* () {
    for (;;) yield chunk;
  })();
  expect((await read({ [MANIFEST]: endless })).problem).toContain('cannot be read: ');
});

const denied = (isGeneral: boolean) => new Fault('access-denied', 'no', { retryable: false, isGeneral });

test.each([
  ['missing', undefined, 's3://reports/1.csv: it is missing'],
  ['denied', denied(false), 'its completion report is not whole: no'],
  ['changed', 'b,k,,failed,200,,\n', 's3://reports/1.csv: its MD5 is not the one'],
])('a file that is %s keeps the rows of no other back', async (_name, file, problem) => {
  const files = { [MANIFEST]: manifestOf('1.csv', '2.csv', '3.csv'), '2.csv': ROW };
  const given = await read(file === undefined ? files : { ...files, '1.csv': file });
  expect(given.problem).toContain(problem);
  expect(given.problem).toMatch(/ \(and 1 more\)$/);
  expect(given.rows).toBe(typeof file === 'string' ? 2 : 1);
});

test('what meets every file is a fault', async () => {
  await expect(read({ [MANIFEST]: denied(true) })).rejects.toThrow('no');
  await expect(read({ [MANIFEST]: manifestOf('1.csv'), '1.csv': denied(true) })).rejects.toThrow('no');
});

test('a file that is named twice is read once', async () => {
  const files = { [MANIFEST]: manifestOf('1.csv', '1.csv'), '1.csv': ROW };
  expect(await read(files)).toEqual({ problem: undefined, rows: 1 });
  const other = { Bucket: 'reports', Key: '1.csv', MD5Checksum: 'another' };
  const manifest = JSON.parse(manifestOf('1.csv'));
  manifest.Results.push(other);
  expect(await read({ ...files, [MANIFEST]: JSON.stringify(manifest) })).toEqual({
    problem: 'a file of its completion report, s3://reports/1.csv: it is named with two MD5s',
    rows: 1,
  });
});
