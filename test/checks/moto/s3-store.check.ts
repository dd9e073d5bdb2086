/**
 * The S3 store and the command line against moto's server, which knows conditional writes (412 and 404, never 409),
 * versions and tags. `setup/with-moto` starts it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';

import { recordTrail } from '../../../src/audit/record/record-trail.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { S3ReportStore } from '../../../src/aws/s3-report-store.ts';
import { systemClock } from '../../../src/aws/system-clock.ts';
import { isRebuilt } from '../../../src/report/finding.ts';
import { optOutReport } from '../../../src/report/opt-out.ts';
import { software } from '../../../src/report/software.ts';
import { recordsOf, runCli } from '../../support/cli.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { expectValidRecord } from '../../support/validate-record.ts';
import { connectToMoto, motoEndpoint, serializeWrites } from '../setup/moto.ts';

const client = serializeWrites(connectToMoto());
const store = new S3ReportStore(client);
const report = generateReport({ outputBytes: 500 });
const KEY = `${report.folder}profiler-report.ipynb`;

async function makeBucket(name: string, isVersioned: boolean): Promise<string> {
  await client.send(new CreateBucketCommand({ Bucket: name }));
  if (isVersioned) {
    await client.send(
      new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } }),
    );
  }
  return name;
}

const put = (Bucket: string, Key: string, Body: Buffer, more: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

async function optOut(bucket: string): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  const trail = recordTrail({ trigger: { source: 'cli' }, software }, (record, finding) => {
    expectValidRecord(record);
    if (!isRebuilt(finding)) records.push(record);
  });
  const clock = { ...systemClock, sleep: async () => {} };
  const target = { bucket, objects: [{ kind: 'notebook', key: KEY, presence: 'expected' }] } as const;
  const policy = { mode: 'enforce', html: 'record', sizeLimitBytes: 1e7 } as const;
  await optOutReport(target, policy, {
    store,
    trail,
    clock,
    trigger: { source: 'cli' },
    software: 'profiler-opt-out/check',
  });
  return records;
}

describe.each([true, false])('on a bucket with versions: %s', (isVersioned) => {
  const bucket = `reports-${isVersioned}`;
  beforeAll(() => makeBucket(bucket, isVersioned));

  test('a rewrite keeps every property, and adds its provenance to the metadata', async () => {
    const properties = {
      ContentType: 'application/x-ipynb+json',
      ContentLanguage: 'en',
      ContentDisposition: 'inline; filename="a b.ipynb"',
      CacheControl: 'max-age=5',
      StorageClass: 'STANDARD_IA',
      Metadata: { owner: 'sagemaker', note: 'a b' },
      Tagging: 'team=a%2Bb&cost=1+2',
      ServerSideEncryption: 'AES256',
    } as const;
    await put(bucket, KEY, report.notebook, properties);
    const before = await client.send(new GetObjectCommand({ Bucket: bucket, Key: KEY }));
    const [record] = await optOut(bucket);
    expect(record?.outcome).toBe('opted-out');
    const after = await client.send(new GetObjectCommand({ Bucket: bucket, Key: KEY }));
    for (const name of [
      'ContentType',
      'ContentLanguage',
      'ContentDisposition',
      'CacheControl',
      'StorageClass',
      'TagCount',
      'ServerSideEncryption',
    ] as const) {
      expect([name, after[name]]).toEqual([name, before[name]]);
    }
    const { owner, note, ...ours } = after.Metadata ?? {};
    expect({ owner, note }).toEqual(properties.Metadata);
    expect(Object.keys(ours).sort()).toEqual([
      'profiler-opt-out-before',
      'profiler-opt-out-by',
      'profiler-opt-out-edits',
      'profiler-opt-out-trigger',
      'profiler-opt-out-was',
    ]);
    const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: KEY }));
    expect(TagSet?.toSorted((a, b) => (a.Key ?? '').localeCompare(b.Key ?? ''))).toEqual([
      { Key: 'cost', Value: '1 2' },
      { Key: 'team', Value: 'a+b' },
    ]);
    expect(record?.after).toMatchObject({
      etag: after.ETag?.replaceAll('"', ''),
      bytes: report.notebook.length + 14,
    });
    expect(record?.object.versionId !== undefined).toBe(isVersioned);
    expect(record?.after?.versionId !== undefined).toBe(isVersioned);
  });

  test('a second run writes nothing', async () => {
    const read = () => client.send(new GetObjectCommand({ Bucket: bucket, Key: KEY }));
    const { ETag, LastModified, VersionId } = await read();
    expect((await optOut(bucket)).map(({ outcome }) => outcome)).toEqual(['already-opted-out']);
    expect(await read()).toMatchObject({
      ETag,
      LastModified,
      ...(VersionId === undefined ? {} : { VersionId }),
    });
  });

  test('changed since: stale; gone since: stale, then missing', async () => {
    await put(bucket, KEY, report.notebook);
    const answer = await store.read({ bucket, key: KEY }, 1e7);
    if (answer.kind !== 'found') throw new Error(answer.kind);
    const provenance = {
      outcome: 'opted-out',
      at: new Date(),
      locationHash: 'p',
      software: 'x',
      before: { etag: 'e', sha256: 'a'.repeat(64), sizeBytes: 1, lastModified: new Date() },
    } as const;
    const replace = () => answer.object.replace(Buffer.from('ours'), provenance, async () => {});
    await put(bucket, KEY, Buffer.from('changed'));
    expect(await replace()).toEqual({ kind: 'stale' });
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: KEY }));
    expect(await replace()).toEqual({ kind: 'stale' });
    expect(await store.read({ bucket, key: KEY }, 1e7)).toEqual({ kind: 'missing' });
  });

  test('another writer at the same time, 200 times: no update is lost', async () => {
    let overtaken = 0;
    for (let round = 0; round < 200; round += 1) {
      const mine = generateReport({ seed: round, outputBytes: 200 });
      await put(bucket, KEY, report.notebook);
      const later = delay((round % 20) / 2).then(() => put(bucket, KEY, mine.notebook));
      const [records] = await Promise.all([optOut(bucket), later]);
      const now = await store.read({ bucket, key: KEY }, 1e7);
      if (now.kind !== 'found') throw new Error(now.kind);
      const text = Buffer.from(now.object.bytes).toString();
      // Whoever wrote last, it is the other's notebook: as it came when ours was first, else opted out.
      expect(text.replace('processing_job_arn, opt_out=True', 'processing_job_arn')).toBe(
        mine.notebook.toString(),
      );
      overtaken += records.length > 0 && text === mine.notebook.toString() ? 1 : 0;
    }
    console.log(`versions ${isVersioned}: in ${overtaken} of 200 rounds the other writer came last`);
  });
});

test('the command line on a bucket: records name versions, a second run finds nothing to do', async () => {
  const bucket = await makeBucket('by-command-line', true);
  await put(bucket, `p/${KEY}`, report.notebook);
  await put(bucket, `p/${report.folder}profiler-report.html`, report.html);
  const words = [
    `s3://${bucket}`,
    '--html',
    'silence',
    '--endpoint-url',
    motoEndpoint,
    '--format',
    'ndjson',
    '--no-ledger',
  ];
  const first = recordsOf((await runCli('/', ['apply', ...words])).out);
  expect(first.map(({ outcome }) => outcome)).toEqual(['silenced', 'opted-out']);
  for (const { object, after } of first)
    expect([typeof object.versionId, typeof after.versionId]).toEqual(['string', 'string']);
  const second = recordsOf((await runCli('/', ['apply', ...words])).out);
  expect(second.map(({ outcome }) => outcome)).toEqual(['silent', 'already-opted-out']);
});
