/**
 * HTML reports that were deleted in a bucket with versions, on moto's server, up to deleting the versions that are left
 * as `audit` says. moto lists delete markers, and does not show them to a read; the functions, which depend on that, are
 * tested in test/lambda/on-batch-task.deleted.test.ts.
 */
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, expect, test } from 'vitest';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { connectToMoto, motoEndpoint } from '../setup/moto.ts';

const s3 = connectToMoto();
const [BUCKET, LEDGER] = ['deleted-pages', 'deleted-pages-ledger'];
const { notebook, html } = generateReport({ outputBytes: 2_000 });
const silent = generateReport({ outputBytes: 2_000, hasBeacon: false }).html;
const keyOf = (report: string, name = 'profiler-report.html') =>
  `job-${report}/rule-output/ProfilerReport-1/profiler-output/${name}`;
const COPY = keyOf('copied', '.ipynb_checkpoints/profiler-report-checkpoint.html');

const put = (Key: string, Body: Buffer) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
const remove = (Key: string) => s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
const versionsOf = async (Bucket: string) =>
  (await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions ?? [];

/** What was put before versions were kept has no id of its own. */
beforeAll(async () => {
  for (const Bucket of [BUCKET, LEDGER]) await s3.send(new CreateBucketCommand({ Bucket }));
  await put(keyOf('old'), html);
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  for (const report of ['live', 'deleted', 'gone', 'again', 'old']) {
    if (report !== 'old') await put(keyOf(report), html);
    await put(keyOf(report, 'profiler-report.ipynb'), notebook);
  }
  await put(keyOf('deleted'), silent);
  await put(COPY, html);
  for (const report of ['deleted', 'gone', 'again', 'old']) await remove(keyOf(report));
  await remove(COPY);
  await remove(keyOf('gone', 'profiler-report.ipynb'));
  await put(keyOf('again'), html);
});

const run = (...words: string[]) =>
  runCli(temporaryFolder(), [...words, '--endpoint-url', motoEndpoint], {
    clock: { now: () => new Date(), sleep: async () => {}, random: () => 0 },
  });
const audit = async () => (await run('audit', `s3://${LEDGER}/audit/`, '--against', `s3://${BUCKET}`)).out;
const apply = (...more: string[]) =>
  run('apply', `s3://${BUCKET}`, '--ledger', `s3://${LEDGER}/audit`, ...more);
/** The outcome of each version of a page on record. */
const onRecord = async () =>
  recordsOf((await run('audit', `s3://${LEDGER}/audit/`, '--format', 'ndjson')).out)
    .filter(({ object }) => object.kind === 'html')
    .map(({ outcome, object }) => `${outcome} ${object.key} ${object.isLatest}`)
    .sort();

const PAGES = [
  `missing ${keyOf('deleted')} true`,
  `missing ${keyOf('gone')} true`,
  `missing ${keyOf('old')} true`,
  `reports-usage ${keyOf('again')} false`,
  `reports-usage ${keyOf('again')} true`,
  `reports-usage ${keyOf('deleted')} false`,
  `reports-usage ${keyOf('gone')} false`,
  `reports-usage ${keyOf('live')} true`,
  `reports-usage ${keyOf('old')} false`,
  `silent ${keyOf('deleted')} false`,
];
const COPIED = [`missing ${COPY} true`, `reports-usage ${COPY} false`];

test('what is left of each page is on record, and nothing is missing', async () => {
  const { exitCode, out } = await apply();
  expect(exitCode).toBe(0);
  expect(out).toContain('4 missing: HTML reports were deleted in a bucket that keeps their earlier versions');
  expect(await onRecord()).toEqual([...PAGES, ...COPIED].sort());
  expect(await audit()).toContain('\ncomplete: ');
});

test('the same once more adds nothing', async () => {
  const count = (await versionsOf(LEDGER)).length;
  await apply();
  // The notebooks that were rewritten are looked at now.
  expect((await versionsOf(LEDGER)).length).toBe(count + 4);
  await apply();
  expect((await versionsOf(LEDGER)).length).toBe(count + 4);
});

test('silencing leaves them, and deleting them as audit says leaves nothing that reports usage when opened', async () => {
  await apply('--html', 'silence');
  const out = await audit();
  expect(out).toContain('\ncomplete: ');
  expect(out).toContain('report usage now    0 HTML reports when opened');
  for (const report of ['deleted', 'gone', 'old'])
    expect(out).toMatch(new RegExp(`${keyOf(report)}  version \\S+, of an object that was gone `));
  const named = [...out.matchAll(/^ +(\S+\.html) {2}version ([^\s,]+)/gm)];
  expect(named.length).toBeGreaterThan(5);
  for (const [, Key = '', VersionId = ''] of named)
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId }));
  const { out: rest } = await run('scan', `s3://${BUCKET}`, '--format', 'ndjson');
  const reporting = recordsOf(rest).filter(({ outcome }) => outcome === 'reports-usage');
  expect(reporting).toEqual([]);
  expect(await audit()).toContain('\ncomplete: ');
});
