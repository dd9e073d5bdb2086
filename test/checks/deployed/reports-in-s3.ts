/** Reports in buckets of the emulator, their ledgers and logs, and what has to hold for them. */
import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { ledgerKey } from '../../../src/audit/record/ledger.ts';
import type { AuditRecord, LedgerRecord } from '../../../src/audit/record/schema.ts';
import { listLedgerObjects } from '../../../src/aws/ledger/read-s3-ledger.ts';
import { runCli, temporaryFolder } from '../../support/cli.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { expectValidRecord } from '../../support/validate-record.ts';
import { logs, s3 } from './clients.ts';

/** An object of a report that shall land in a bucket. */
export interface ReportObject {
  readonly key: string;
  readonly bytes: Buffer;
}

export const makeBucket = (Bucket: string) => s3.send(new CreateBucketCommand({ Bucket }));

/** Both objects of one generated report. */
export function reportObjects(trainingJobName: string, outputBytes = 2_000): [ReportObject, ReportObject] {
  const report = generateReport({ trainingJobName, outputBytes });
  return [
    { key: `${report.folder}profiler-report.ipynb`, bytes: report.notebook },
    { key: `${report.folder}profiler-report.html`, bytes: report.html },
  ];
}

/** The report objects of a folder. */
export const reportObjectsIn = (folder: string): ReportObject[] =>
  globSync(`${folder}/**/profiler-output/profiler-report.{ipynb,html}`)
    .sort()
    .map((path) => ({ key: relative(folder, path), bytes: readFileSync(path) }));

/** Puts an object with everything that a rewriting has to keep. */
export const put = (Bucket: string, { key, bytes }: ReportObject) =>
  s3.send(
    new PutObjectCommand({
      Bucket,
      Key: key,
      Body: bytes,
      ContentType: 'application/x-kept',
      CacheControl: 'max-age=60',
      Metadata: { team: 'vision' },
      Tagging: 'cost-center=7',
    }),
  );

/** The bytes of an object. */
export async function read(Bucket: string, Key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

const BEACON = /<img id="profiler-telemetry"[^>]*>/;
const isNotebook = ({ key }: ReportObject) => key.endsWith('.ipynb');

/** Whether an object is as opting out, and silencing, leaves it. */
export async function isOptedOut(bucket: string, object: ReportObject): Promise<boolean> {
  const bytes = await read(bucket, object.key);
  return isNotebook(object) ? bytes.includes(', opt_out=True') : !BEACON.test(bytes.toString('latin1'));
}

/** Fails unless only what must change has changed: bytes, metadata, tags. */
export async function expectRewritten(bucket: string, object: ReportObject): Promise<void> {
  const place = { Bucket: bucket, Key: object.key };
  const answer = await s3.send(new GetObjectCommand(place));
  const text = Buffer.from((await answer.Body?.transformToByteArray()) ?? []).toString('latin1');
  const before = object.bytes.toString('latin1');
  if (isNotebook(object)) expect(text.replace(', opt_out=True', '')).toBe(before);
  else expect(text).toBe(before.replace(BEACON, ''));
  expect(text).not.toBe(before);
  const { team, ...provenance } = answer.Metadata ?? {};
  expect([team, answer.ContentType, answer.CacheControl]).toEqual([
    'vision',
    'application/x-kept',
    'max-age=60',
  ]);
  expect(Object.keys(provenance).every((name) => name.startsWith('profiler-opt-out-'))).toBe(true);
  expect(Object.keys(provenance)).toHaveLength(5);
  const { TagSet } = await s3.send(new GetObjectTaggingCommand(place));
  expect(TagSet).toEqual([{ Key: 'cost-center', Value: '7' }]);
}

/** The records of a ledger of reports; each lies where its digest says, and is valid. */
export const readLedger = (bucket: string, prefix = '') => readLedgerOf<AuditRecord>(bucket, prefix);

/** The records of a ledger that holds one kind; each lies where its digest says, and is valid. */
export async function readLedgerOf<Kind extends LedgerRecord>(bucket: string, prefix = ''): Promise<Kind[]> {
  const records: Kind[] = [];
  for await (const { key } of listLedgerObjects(s3, bucket, prefix)) {
    const record: unknown = JSON.parse((await read(bucket, key)).toString());
    expectValidRecord<Kind>(record);
    expect(key).toBe(`${prefix}${ledgerKey(record)}`);
    records.push(record);
  }
  return records;
}

/** What is on a log group, line by line. */
export async function readLogLines(logGroupName: string): Promise<string[]> {
  const lines: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(
      new FilterLogEventsCommand({ logGroupName, ...(nextToken === undefined ? {} : { nextToken }) }),
    );
    lines.push(...(page.events ?? []).map(({ message = '' }) => message.trimEnd()));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return lines;
}

/** Runs `audit` over a ledger in S3, against a bucket. */
export const audit = (ledger: string, bucket: string) =>
  runCli(temporaryFolder(), ['audit', `s3://${ledger}`, '--against', `s3://${bucket}`]);
