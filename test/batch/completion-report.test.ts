/** Completion reports, as AWS's documents show them and as they may be broken. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseReportManifest, readResultFile, type TaskRow } from '../../src/batch/completion-report.ts';
import { csvRows } from '../../src/batch/csv-rows.ts';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
/** The bytes in pieces of one, so that every place of a cut is one. */
async function* bytesOf(text: string, size = 1): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function read(text: string, sum = md5(text), size = 1) {
  const rows: TaskRow[] = [];
  return { problem: await readResultFile(bytesOf(text, size), sum, (row) => rows.push(row)), rows };
}

/** Source: Amazon S3 User Guide, "Examples: S3 Batch Operations completion reports". */
const FAILED = `awsexamplebucket1,image_14975,,failed,200,PermanentFailure,"Lambda returned function error: {""errorMessage"":""2019-04-05T17:35:21.155Z 2845ca0d-38d9-4c4b-abcf-379dc749c452 Task timed out after 3.00 seconds""}"\n`;

test('reads the row of the documents', async () => {
  expect(await read(FAILED)).toEqual({
    problem: undefined,
    rows: [
      {
        bucket: 'awsexamplebucket1',
        key: 'image_14975',
        isSucceeded: false,
        errorCode: 'PermanentFailure',
        message:
          'Lambda returned function error: {"errorMessage":"2019-04-05T17:35:21.155Z 2845ca0d-38d9-4c4b-abcf-379dc749c452 Task timed out after 3.00 seconds"}',
      },
    ],
  });
});

test('finds the code on either side of the status, decodes keys, and takes any line ending', async () => {
  const { rows } = await read('b,a%20b+c%2Bd,v,failed,AccessDenied,403,no\r\nb,k,,succeeded,,200,"a\nb"');
  expect(
    rows.map(({ key, isSucceeded, errorCode, message }) => [key, isSucceeded, errorCode, message]),
  ).toEqual([
    ['a b c+d', false, 'AccessDenied', 'no'],
    ['k', true, '', 'a\nb'],
  ]);
});

test.each([
  ['a row that is cut off', 'b,k,,succeeded,200,,\nb,k2,,succ', 'row 2 is no row'],
  ['a row that lacks a column', 'b,k,,succeeded,200,\n', 'row 1 is no row'],
  ['a row with a column too many', 'b,k,,succeeded,200,,,\n', 'row 1 is no row'],
  ['another status', 'b,k,,skipped,200,,\n', 'row 1 is no row'],
  ['a key that is no encoding', 'b,%zz,,succeeded,200,,\n', 'row 1 is no row'],
])('tells %s', async (_name, text, problem) => {
  expect((await read(text)).problem).toContain(problem);
});

test('a row without an end is none, and the rows before it are given', async () => {
  const endless = `${FAILED}"${'x'.repeat(1_048_576)}`;
  for (const text of [endless, `${endless}\n`, `${FAILED}${','.repeat(3_000_000)}\n${FAILED}`]) {
    const { problem, rows } = await read(text, md5(text), 65_536);
    expect(problem).toBe('row 2 is no row of a completion report');
    expect(rows.length).toBe(text.endsWith(FAILED) ? 2 : 1);
  }
});

test('tells a file that is not the one that the report names', async () => {
  const { problem, rows } = await read(FAILED, md5('another'));
  expect(problem).toContain('its MD5 is not the one');
  expect(rows).toHaveLength(1);
  expect((await read(FAILED, md5(FAILED).toUpperCase())).problem).toBeUndefined();
});

test('reads the manifest of the documents, and nothing that is none', () => {
  const file = { TaskExecutionStatus: 'succeeded', Bucket: 'b', MD5Checksum: 'm', Key: 'k' };
  const manifest = { Format: 'Report_CSV_20180820', Results: [file] };
  expect(parseReportManifest(JSON.stringify(manifest))).toEqual([{ bucket: 'b', key: 'k', md5: 'm' }]);
  for (const other of ['', '[]', '1', 'null', '{}', '{"Format":"Report_CSV_20180820"}'])
    expect(parseReportManifest(other)).toBeUndefined();
  for (const result of [null, {}, { Bucket: 'b', Key: 'k', MD5Checksum: 1 }])
    expect(parseReportManifest(JSON.stringify({ ...manifest, Results: [result] }))).toBeUndefined();
});

test('any cells come back from any quoting and any cut', async () => {
  const cells = fc.array(fc.string(), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(cells, { minLength: 1 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, size) => {
        const text = rows
          .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
          .join('\n');
        const read: string[][] = [];
        for await (const row of csvRows(bytesOf(`${text}\n`, size))) read.push(row);
        expect(read).toEqual(rows);
      },
    ),
    { numRuns: 100 },
  );
});

test.each(['', 'null', '5', '"text"', '[]', '{}', '{"Format": "Report_CSV_20180820"}'])(
  'a text that is no manifest names no files: %j',
  (text) => {
    expect(parseReportManifest(text)).toBeUndefined();
  },
);

test('a manifest of which one file is not whole names none', () => {
  const file = { Bucket: 'b', Key: 'k', MD5Checksum: 'm' };
  const manifest = (...Results: unknown[]) =>
    parseReportManifest(JSON.stringify({ Format: 'Report_CSV_20180820', Results }));
  expect(manifest(file)).toEqual([{ bucket: 'b', key: 'k', md5: 'm' }]);
  for (const broken of [{ ...file, Key: 5 }, {}, null]) expect(manifest(file, broken)).toBeUndefined();
});
