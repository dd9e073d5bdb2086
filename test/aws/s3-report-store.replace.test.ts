/** Replacing in S3, by the SDK's own commands: what is given, property by property. */
import { GetObjectTaggingCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { decodeProvenance } from '../../src/aws/provenance-metadata.ts';
import { byteOffset } from '../../src/bytes/edit.ts';
import type { Provenance } from '../../src/report/ports.ts';
import { answer, failure, REF, readFound, s3 } from '../support/sdk-store.ts';

const provenance: Provenance = {
  outcome: 'opted-out',
  at: new Date(Date.UTC(2026, 0, 1)),
  locationHash: '0'.repeat(32),
  software: 'profiler-opt-out/0.1.0',
  before: { etag: 'e', sha256: 'ab'.repeat(32), sizeBytes: 5, lastModified: new Date(0) },
  edits: [
    { cell: 5, start: byteOffset(3), removed: new Uint8Array(), inserted: Buffer.from(', opt_out=True') },
  ],
};

/** S3 keeps provenance, so nothing goes on record ahead. */
const noRecord = async () => {
  throw new Error('put on record ahead');
};

describe('replacing', () => {
  test('gives back every property that was read, on the condition that nothing changed', async () => {
    const carried = {
      ContentType: 'application/x-ipynb+json',
      ContentEncoding: 'utf-8',
      ContentLanguage: 'en',
      ContentDisposition: 'inline',
      CacheControl: 'no-cache',
      StorageClass: 'STANDARD_IA',
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'arn:aws:kms:us-east-1:123456789012:key/k',
      BucketKeyEnabled: true,
      WebsiteRedirectLocation: '/x',
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: new Date(Date.UTC(2030, 0, 1)),
      ObjectLockLegalHoldStatus: 'ON',
      ObjectLockEventHold: 'OFF',
      ObjectLockEventHoldDurationDays: 3,
      ObjectLockEventHoldDurationYears: 1,
    } as const;
    answer({
      ...carried,
      ExpiresString: 'Thu, 01 Jan 2032 00:00:00 GMT',
      ChecksumSHA256: 'x',
      TagCount: 2,
      VersionId: 'v1',
      Metadata: { own: 'ü' },
    });
    s3.on(GetObjectTaggingCommand).resolves({
      TagSet: [
        { Key: 'a b', Value: 'c&d' },
        { Key: 'é', Value: '' },
      ],
    });
    s3.on(PutObjectCommand).resolves({ ETag: '"f"', VersionId: 'v2' });
    const bytes = Buffer.from('new');
    const replaced = await (await readFound()).replace(bytes, provenance, noRecord);
    expect(replaced).toEqual({ kind: 'replaced', etag: 'f', versionId: 'v2' });
    expect(s3.call(1).args[0].input).toEqual({ Bucket: 'b', Key: REF.key });
    const { Metadata, ...input } = s3.commandCalls(PutObjectCommand)[0]?.args[0].input ?? {};
    expect(input).toEqual({
      ...carried,
      Expires: new Date(Date.UTC(2032, 0, 1)),
      ChecksumAlgorithm: 'SHA256',
      Tagging: 'a+b=c%26d&%C3%A9=',
      Bucket: 'b',
      Key: REF.key,
      Body: bytes,
      IfMatch: '"e"',
    });
    expect(Metadata).toMatchObject({ own: 'ü' });
    expect(decodeProvenance(Metadata ?? {})).toEqual({
      ...provenance,
      edits: [
        {
          ...provenance.edits?.[0],
          removed: Uint8Array.of(),
          inserted: Uint8Array.from(Buffer.from(', opt_out=True')),
        },
      ],
    });
  });

  test('asks for nothing and gives nothing that the object does not have', async () => {
    answer();
    s3.on(PutObjectCommand).resolves({ ETag: '"f"' });
    expect(await (await readFound()).replace(Buffer.from('new'), provenance, noRecord)).toEqual({
      kind: 'replaced',
      etag: 'f',
    });
    expect(s3.calls()).toHaveLength(2);
    expect(Object.keys(s3.call(1).args[0].input).sort()).toEqual([
      'Body',
      'Bucket',
      'IfMatch',
      'Key',
      'Metadata',
    ]);
  });

  test('leaves out a retention that has ended, which S3 would refuse', async () => {
    const carried = { ObjectLockLegalHoldStatus: 'ON', ObjectLockMode: 'GOVERNANCE' } as const;
    answer({ ...carried, ObjectLockRetainUntilDate: provenance.at });
    s3.on(PutObjectCommand).resolves({ ETag: '"f"' });
    await (await readFound()).replace(Buffer.from('new'), provenance, noRecord);
    const { ObjectLockLegalHoldStatus, ...input } = s3.commandCalls(PutObjectCommand)[0]?.args[0].input ?? {};
    expect(ObjectLockLegalHoldStatus).toBe('ON');
    expect(input).not.toHaveProperty('ObjectLockMode');
    expect(input).not.toHaveProperty('ObjectLockRetainUntilDate');
  });

  test('without an answer of tags there are none', async () => {
    answer({ TagCount: 1 });
    s3.on(GetObjectTaggingCommand).resolves({});
    s3.on(PutObjectCommand).resolves({});
    expect(await (await readFound()).replace(Buffer.from('new'), provenance, noRecord)).toEqual({
      kind: 'replaced',
      etag: '',
    });
  });

  test.each([
    ['changed', failure('PreconditionFailed', 412)],
    ['gone', failure('NoSuchKey', 404)],
    ['being written', failure('ConditionalRequestConflict', 409)],
  ])('is stale when the object is %s', async (_what, error) => {
    answer();
    s3.on(PutObjectCommand).rejects(error);
    expect(await (await readFound()).replace(Buffer.from('new'), provenance, noRecord)).toEqual({
      kind: 'stale',
    });
  });

  test('is a fault when it is denied, and when the tags are', async () => {
    answer({ TagCount: 1 });
    s3.on(GetObjectTaggingCommand).rejects(failure('AccessDenied', 403));
    const object = await readFound();
    await expect(object.replace(Buffer.from('new'), provenance, noRecord)).rejects.toMatchObject({
      code: 'access-denied',
    });
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(0);
  });

  test('drops the edits when 2 KB do not hold them, and refuses when not even the hash fits', async () => {
    answer({ Metadata: { big: 'x'.repeat(1650) } });
    s3.on(PutObjectCommand).resolves({ ETag: '"f"' });
    const object = await readFound();
    const large = {
      ...provenance,
      edits: [{ start: byteOffset(0), removed: Buffer.alloc(400), inserted: new Uint8Array() }],
    };
    expect(await object.replace(Buffer.from('new'), large, noRecord)).toEqual({
      kind: 'replaced',
      etag: 'f',
      isUndoByVersionOnly: true,
    });
    answer({ Metadata: { big: 'x'.repeat(2000) } });
    expect(await (await readFound()).replace(Buffer.from('new'), provenance, noRecord)).toMatchObject({
      kind: 'refused',
      refusal: {
        reason: 'no-room-for-provenance',
        detail: expect.stringMatching(/would need \d+ of 2048 bytes/),
      },
    });
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(1);
  });
});
