/**
 * The evidence, end to end on moto's server: a bucket with versions, some HTML reports overwritten, a ledger in S3;
 * by the command line and by the deployed wiring. The reports are those of EVIDENCE_REPORTS, else examples/.
 */
import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { planHtml } from '../../../src/html/plan.ts';
import { wireReportHandler } from '../../../src/lambda/wiring.ts';
import { planNotebook } from '../../../src/notebook/plan.ts';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { expectValidRecord } from '../../support/validate-record.ts';
import { connectToMoto, motoEndpoint } from '../setup/moto.ts';

const s3 = connectToMoto();
const folder = process.env['EVIDENCE_REPORTS'] ?? new URL('../../../examples', import.meta.url).pathname;
const files = globSync(`${folder}/**/profiler-output/profiler-report.{ipynb,html}`).sort();
const originals = new Map(files.map((path) => [relative(folder, path), readFileSync(path)]));
const pages = [...originals].filter(([key]) => key.endsWith('.html'));
const notebooks = [...originals].filter(([key]) => key.endsWith('.ipynb'));
const reporting = pages.filter(([, bytes]) => planHtml(bytes).kind === 'reports-usage');
const calling = notebooks.filter(([, bytes]) => planNotebook(bytes).kind === 'patchable');
const refused = notebooks.filter(([, bytes]) => planNotebook(bytes).kind === 'refused');
/** Every second page was overwritten once: the version before was a little longer. */
const overwritten = reporting.filter((_page, index) => index % 2 === 0);
const earlierOf = (bytes: Buffer) => Buffer.concat([Buffer.from('<!-- first -->\n'), bytes]);

async function makeBucket(name: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } }),
  );
}

async function fill(bucket: string): Promise<void> {
  await makeBucket(bucket);
  const put = (Key: string, Body: Buffer) =>
    s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key,
        Body,
        ContentType: Key.endsWith('.html') ? 'text/html' : 'application/x-ipynb+json',
        CacheControl: 'max-age=60',
        Metadata: { team: 'vision' },
        Tagging: 'cost-center=7',
      }),
    );
  for (const [key, bytes] of overwritten) await put(key, earlierOf(bytes));
  for (const [key, bytes] of originals) await put(key, bytes);
  const [first] = reporting;
  const copy = first?.[0].replace(
    'profiler-report.html',
    '.ipynb_checkpoints/profiler-report-checkpoint.html',
  );
  if (copy !== undefined && first !== undefined) await put(copy, first[1]);
}

async function stateOf(bucket: string, Key: string) {
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
  const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key }));
  const { ContentType, CacheControl, Metadata, StorageClass } = answer;
  const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  return { bytes, properties: { ContentType, CacheControl, Metadata, StorageClass, TagSet } };
}

const versionsOf = async (Bucket: string, Prefix = '') =>
  (await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }))).Versions ?? [];

async function readLedger(Bucket: string): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  for (const { Key } of await versionsOf(Bucket)) {
    // The marker of the ledger is no record.
    if (!Key?.endsWith('.json')) continue;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const record: unknown = JSON.parse((await Body?.transformToString()) ?? '');
    expectValidRecord(record);
    expect(Key).toMatch(
      new RegExp(`^audit/day=${record.object.lastModified?.slice(0, 10)}/${record.id}\\.json$`),
    );
    records.push(record);
  }
  return records;
}

const run = (...words: string[]) =>
  runCli(temporaryFolder(), [...words, '--endpoint-url', motoEndpoint], {
    clock: { now: () => new Date(), sleep: async () => {}, random: () => 0 },
  });

/** S3's notification of every version, oldest first. */
async function notificationsOf(bucket: string) {
  const versions = (await versionsOf(bucket)).filter(({ Key = '' }) => originals.has(Key));
  return versions.reverse().map(({ Key = '', VersionId }) => ({
    Records: [
      {
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        eventTime: '2026-01-01T00:00:00Z',
        responseElements: { 'x-amz-request-id': VersionId },
        s3: { bucket: { name: bucket }, object: { key: encodeURIComponent(Key), versionId: VersionId } },
      },
    ],
  }));
}

describe.each(['the command line', 'the deployed wiring'])('by %s', (how) => {
  const bucket = how === 'the command line' ? 'evidence-cli' : 'evidence-function';
  const ledger = `${bucket}-ledger`;
  const optOut = async (html: 'record' | 'silence'): Promise<void> => {
    if (how === 'the command line') {
      const words = ['apply', `s3://${bucket}`, '--html', html, '--ledger', `s3://${ledger}/audit`];
      const { exitCode, out } = await run(...words);
      expect(exitCode).toBe(refused.length > 0 ? 2 : 0);
      // With earlier versions, and the copy.
      const count = reporting.length + overwritten.length + 1;
      if (html === 'record') expect(out).toContain(` ${count} reports-usage`);
      return;
    }
    const set = { LEDGER_BUCKET: ledger, LEDGER_PREFIX: 'audit/', HTML_REPORTS: html };
    const handler = wireReportHandler(set, () => {});
    for (const event of await notificationsOf(bucket)) await handler(event, { awsRequestId: 'r' });
  };
  beforeAll(async () => {
    await fill(bucket);
    await makeBucket(ledger);
  });

  test('every version of an HTML report with a beacon is recorded as generated before opting out', async () => {
    await optOut('record');
    const records = await readLedger(ledger);
    const before = records.filter(({ html, object }) => html?.generatedBeforeOptOut && !object.isCopy);
    expect(before).toHaveLength(reporting.length + overwritten.length);
    expect(before.filter(({ object }) => object.isLatest === false)).toHaveLength(overwritten.length);
    const versions = new Map(
      (await versionsOf(bucket)).map(({ VersionId, LastModified }) => [VersionId, LastModified]),
    );
    for (const { object } of before)
      expect(object.lastModified).toBe(versions.get(object.versionId)?.toISOString());
    for (const { report } of before.filter(({ object }) => object.isLatest))
      expect(report.generatedAtSource).toBe('papermill');
    expect(records.filter(({ outcome }) => outcome === 'opted-out')).toHaveLength(calling.length);
    const copies = records.filter(({ object }) => object.isCopy);
    expect(copies.map(({ outcome }) => outcome)).toEqual(how === 'the command line' ? ['reports-usage'] : []);
  });

  test('the same once more adds nothing to what was said about these versions', async () => {
    const before = new Set((await readLedger(ledger)).map(({ id }) => id));
    await optOut('record');
    const after = await readLedger(ledger);
    const added = after.filter(({ id }) => !before.has(id));
    // The versions that were written are looked at now.
    expect(added.every(({ outcome }) => outcome === 'already-opted-out')).toBe(true);
    const versions = after.map(({ object }) => `${object.key} ${object.versionId}`);
    expect(new Set(versions).size).toBe(versions.length);
  });

  test('the ledger accounts for every version in the bucket', async () => {
    const words = ['audit', `s3://${ledger}/audit/`, '--against', `s3://${bucket}`];
    const copyIsKnown = how === 'the command line';
    expect(await run(...words)).toMatchObject({
      exitCode: copyIsKnown ? 0 : 1,
      out: expect.stringContaining(copyIsKnown ? '\ncomplete: ' : '\nINCOMPLETE: 1 of '),
    });
    const [first] = overwritten;
    if (first === undefined) throw new Error('no page to overwrite');
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: first[0], Body: first[1] }));
    const { exitCode, out } = await run(...words);
    expect(exitCode).toBe(1);
    expect(out).toContain(`not on record: ${first[0]} version `);
  });

  test('silencing leaves earlier versions, and says so', async () => {
    await optOut('silence');
    const { out } = await run('audit', `s3://${ledger}/audit/`, '--format', 'ndjson');
    const silenced = recordsOf(out).filter(({ outcome }) => outcome === 'silenced');
    expect(silenced).toHaveLength(reporting.length);
    expect(silenced[0].detail).toContain('earlier versions of it still report usage');
    for (const [key] of reporting) expect(planHtml((await stateOf(bucket, key)).bytes).kind).toBe('silent');
    const { out: figures } = await run('audit', `s3://${ledger}/audit/`);
    expect(figures).toContain(`${reporting.length} silenced`);
    // The overwritten ones, one of them twice, and what was silenced.
    expect(figures).toContain(
      `earlier versions  ${reporting.length + overwritten.length + 1} HTML reports when opened`,
    );
  });

  test('a scan of the silenced bucket ends with 1: earlier versions still report usage', async () => {
    const { exitCode, out } = await run('scan', `s3://${bucket}`);
    // What was refused at the start still is, and ends with 2.
    expect(exitCode).toBe(refused.length > 0 ? 2 : 1);
    expect(out).toContain('earlier versions');
  });

  test('restoring gives back all bytes and properties', async () => {
    const properties = {
      CacheControl: 'max-age=60',
      Metadata: { team: 'vision' },
      TagSet: [{ Key: 'cost-center', Value: '7' }],
    };
    const dry = await run('restore', `s3://${bucket}`, '--dry-run', '--format', 'ndjson');
    expect(recordsOf(dry.out)).toHaveLength(calling.length + reporting.length);
    const { exitCode, out } = await run(
      'restore',
      `s3://${bucket}`,
      '--ledger',
      `s3://${ledger}/audit`,
      '--format',
      'ndjson',
    );
    expect(exitCode).toBe(0);
    expect(recordsOf(out).filter(({ outcome }) => outcome === 'restored')).toHaveLength(
      calling.length + reporting.length,
    );
    for (const [key, bytes] of originals) {
      const now = await stateOf(bucket, key);
      expect(now.bytes.equals(bytes)).toBe(true);
      // The one that was overwritten above has no properties.
      if (key !== overwritten[0]?.[0]) expect(now.properties).toMatchObject(properties);
    }
    expect((await run('restore', `s3://${bucket}`)).error).toContain('nothing to restore');
    const again = await run('restore', `s3://${ledger}/audit`, '--no-ledger', '--format', 'ndjson');
    expect([again.exitCode, again.out]).toEqual([0, '']);
    const count = calling.length + reporting.length;
    expect(again.error).toContain(`already as before, and left so: ${count} objects\n`);
  });
});
