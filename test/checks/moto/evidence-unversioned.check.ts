/**
 * The evidence on a bucket without versions, on moto's server: what is opted out, restored, and opted out again has the
 * same ids each time, and the ledger in S3 says all the same what the objects are now.
 */
import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { planHtml } from '../../../src/html/plan.ts';
import { planNotebook } from '../../../src/notebook/plan.ts';
import { runCli, temporaryFolder } from '../../support/cli.ts';
import { connectToMoto, motoEndpoint } from '../setup/moto.ts';

const s3 = connectToMoto();
const [BUCKET, LEDGER] = ['unversioned', 'unversioned-ledger'];
const folder = new URL('../../../examples', import.meta.url).pathname;
const originals = new Map(
  globSync(`${folder}/**/profiler-report.{ipynb,html}`).map((path) => [
    relative(folder, path),
    readFileSync(path),
  ]),
);
const calling = [...originals].filter(
  ([key, bytes]) => key.endsWith('.ipynb') && planNotebook(bytes).kind === 'patchable',
).length;
const [reporting = '', ...others] = [...originals]
  .filter(([key, bytes]) => key.endsWith('.html') && planHtml(bytes).kind === 'reports-usage')
  .map(([key]) => key);

const put = (key: string) =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: originals.get(key) ?? '' }));

const run = async (...words: string[]) => {
  const clock = { now: () => new Date(), sleep: async () => {}, random: () => 0 };
  return runCli(temporaryFolder(), [...words, '--endpoint-url', motoEndpoint], { clock });
};
const ledger = `s3://${LEDGER}/audit`;
const apply = () => run('apply', `s3://${BUCKET}`, '--html', 'silence', '--ledger', ledger);
const audit = async () => (await run('audit', ledger, '--against', `s3://${BUCKET}`)).out;

test('opted out, restored, and opted out again', async () => {
  for (const Bucket of [BUCKET, LEDGER]) await s3.send(new CreateBucketCommand({ Bucket }));
  for (const key of originals.keys()) await put(key);
  const pages = others.length + 1;
  for (let round = 0; round < 2; round += 1) {
    await apply();
    const done = await audit();
    expect(done).toContain(`${calling} opted-out`);
    expect(done).toContain(`${pages} silenced`);
    expect(done).toContain('report usage now    0 HTML reports when opened');
    expect(done).toContain('\ncomplete: ');
    expect((await run('restore', ledger, '--ledger', ledger)).exitCode).toBe(0);
    const undone = await audit();
    expect(undone).toContain(`${calling} would-opt-out`);
    expect(undone).toContain(`report usage now    ${pages} HTML reports when opened`);
    expect(undone).toContain('\ncomplete: ');
  }
  for (const [key, bytes] of originals) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
  }
});

test('a page that somebody puts back is not on record as it is now, until it is examined', async () => {
  await apply();
  await put(reporting);
  expect(await audit()).toContain('\nINCOMPLETE: 1 of ');
  await run('apply', `s3://${BUCKET}`, '--ledger', ledger);
  const seen = await audit();
  expect(seen).toContain('report usage now    1 HTML report when opened');
  expect(seen).toContain('\ncomplete: ');
});
