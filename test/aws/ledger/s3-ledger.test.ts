/** The ledger in S3: each record is one object, created once; a repeated one adds nothing. */
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { ledgerKey } from '../../../src/audit/record/ledger.ts';
import { hasLedgerObjects } from '../../../src/aws/ledger/read-s3-ledger.ts';
import { S3Ledger } from '../../../src/aws/ledger/s3-ledger.ts';
import { renderJsonLine } from '../../../src/text/safe-text.ts';
import { recordOf, stateOf } from '../../support/records.ts';

const s3 = mockClient(S3Client);
let ledger: S3Ledger;
const record = recordOf();
const failure = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
const puts = () => s3.commandCalls(PutObjectCommand);
beforeEach(() => {
  s3.reset();
  ledger = new S3Ledger(new S3Client({ region: 'us-east-1' }), { bucket: 'ledger', prefix: 'a/' });
});

test('a record is one line of JSON below the day of its version, on condition that it is not there', async () => {
  s3.on(PutObjectCommand).resolves({});
  await ledger.append(record);
  expect(puts().map(({ args }) => args[0].input)).toEqual([
    {
      Bucket: 'ledger',
      Key: `a/day=2026-01-01/2026-01-01T000000.000Z-${record.id}.json`,
      Body: `${renderJsonLine(record)}\n`,
      ContentType: 'application/json',
      IfNoneMatch: '*',
    },
  ]);
});

test.each(['', 'a', 'a/day=2026-01-01/'])('is found below %j by the names of its records', async (prefix) => {
  const listed = (key: string) => s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: key }] });
  const client = new S3Client({ region: 'us-east-1' });
  for (const each of [record, recordOf({ outcome: 'opted-out', after: stateOf('after') })]) {
    listed(`a/${ledgerKey(each)}`);
    expect(await hasLedgerObjects(client, 'ledger', prefix)).toBe(true);
  }
  listed('a/day=2026-01-01/readme.json');
  expect(await hasLedgerObjects(client, 'ledger', prefix)).toBe(false);
});

test.each([
  ['PreconditionFailed', 412],
  ['412', 412],
])('a record that is there (%s) is left as it is', async (name, status) => {
  s3.on(PutObjectCommand).rejects(failure(name, status));
  await ledger.append(record);
  expect(puts()).toHaveLength(1);
});

test('counts what it adds, but not deletions: no event tells of these', async () => {
  s3.on(PutObjectCommand).resolves({});
  await ledger.append(recordOf({ outcome: 'missing', versionId: 'v2', lastModified: new Date(0) }));
  expect(ledger.created).toBe(0);
  await ledger.append(record);
  expect(ledger.created).toBe(1);
});

test('a record that came before is not sent again, one whose write failed is', async () => {
  s3.on(PutObjectCommand).rejectsOnce(failure('AccessDenied', 403)).resolves({});
  await expect(ledger.append(record)).rejects.toThrow('access denied');
  await ledger.append(record);
  await ledger.append(record);
  expect(puts()).toHaveLength(2);
});

test('a write that was under way is waited out, for some attempts', async () => {
  const conflict = failure('ConditionalRequestConflict', 409);
  s3.on(PutObjectCommand).rejectsOnce(conflict).rejectsOnce(conflict).resolves({});
  await ledger.append(record);
  expect(puts()).toHaveLength(3);
  ledger = new S3Ledger(new S3Client({ region: 'us-east-1' }), { bucket: 'ledger', prefix: 'a/' });
  s3.on(PutObjectCommand).rejects(conflict);
  await expect(ledger.append(record)).rejects.toMatchObject({
    name: 'Fault',
    code: 'unavailable',
    retryable: true,
  });
});

test('a ledger that may not be written to is a fault that names the permission', async () => {
  s3.on(PutObjectCommand).rejects(failure('AccessDenied', 403));
  await expect(ledger.append(record)).rejects.toThrow(
    /^cannot write the record s3:\/\/ledger\/a\/day=.*: access denied: grant s3:PutObject on the ledger$/,
  );
});

test('two changes with the same id are two objects', async () => {
  s3.on(PutObjectCommand).resolves({});
  const changed = recordOf({ outcome: 'opted-out', after: stateOf('after') });
  const later = recordOf({
    outcome: 'opted-out',
    after: stateOf('after'),
    at: new Date('2026-02-01T00:00:00Z'),
  });
  for (const each of [changed, later, changed]) await ledger.append(each);
  expect(later.id).toBe(changed.id);
  expect(puts()).toHaveLength(2);
});
