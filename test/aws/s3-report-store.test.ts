/** The S3 store against the SDK's own commands: what is asked and given, property by property. */
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  GetObjectTaggingCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, test } from 'vitest';
import { decodeProvenance } from '../../src/aws/provenance-metadata.ts';
import { S3ReportStore } from '../../src/aws/s3-report-store.ts';
import type { Provenance } from '../../src/report/ports.ts';

const REF = { bucket: 'b', key: 'job/profiler-output/profiler-report.ipynb' };
const s3 = mockClient(S3Client);
const store = new S3ReportStore(new S3Client({ region: 'us-east-1' }));
afterEach(() => {
  destroyed = [];
  s3.reset();
});

const provenance: Provenance = {
  outcome: 'opted-out',
  at: new Date(Date.UTC(2026, 0, 1)),
  software: 'profiler-opt-out/0.1.0',
  before: { etag: 'e', sha256: 'ab'.repeat(32), sizeBytes: 5, lastModified: new Date(0) },
  edits: [{ cell: 5, at: 3, removed: new Uint8Array(), inserted: Buffer.from(', opt_out=True') }],
};

/** The SDK's body as far as it is used; a refused one must be destroyed unread. */
const bodyOf = (text: string) =>
  ({
    transformToByteArray: async () => Uint8Array.from(Buffer.from(text)),
    destroy: () => destroyed.push(text),
  }) as unknown as NonNullable<GetObjectCommandOutput['Body']>;
let destroyed: string[] = [];

function answer(properties: Partial<GetObjectCommandOutput> = {}, text = 'bytes'): void {
  s3.on(GetObjectCommand).callsFake(() => ({
    Body: bodyOf(text),
    ContentLength: text.length,
    ETag: '"e"',
    LastModified: new Date(0),
    ...properties,
  }));
}

const failure = (name: string, httpStatusCode: number, message = name) =>
  new S3ServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode } });

async function readFound() {
  const read = await store.read(REF, 1000);
  if (read.kind !== 'found') throw new Error(read.kind);
  return read.object;
}

describe('reading', () => {
  test('gives bytes, ETag without quotes, version, and asks for the checksum', async () => {
    answer({ VersionId: 'v1' });
    const object = await readFound();
    expect(object).toMatchObject({
      ref: REF,
      etag: 'e',
      versionId: 'v1',
      lastModified: new Date(0),
      tagCount: 0,
      metadata: {},
    });
    expect(Buffer.from(object.bytes).toString()).toBe('bytes');
    expect(object).not.toHaveProperty('provenance');
    expect(s3.call(0).args[0].input).toEqual({ Bucket: 'b', Key: REF.key, ChecksumMode: 'ENABLED' });
  });

  test.each([
    ['NoSuchKey', failure('NoSuchKey', 404)],
    ['a plain 404, as of a delete marker', failure('NotFound', 404)],
  ])('%s is missing', async (_name, error) => {
    s3.on(GetObjectCommand).rejects(error);
    expect(await store.read(REF, 1000)).toEqual({ kind: 'missing' });
  });

  test.each<[string, Partial<GetObjectCommandOutput>, string, RegExp]>([
    ['too large', { ContentLength: 1000 }, 'too-large', /1000 bytes, the limit is below 1000/],
    ['encoded', { ContentEncoding: 'gzip' }, 'encoded-content', /Content-Encoding is gzip/],
    ['SSE-C', { SSECustomerAlgorithm: 'AES256' }, 'encrypted-with-customer-key', /SSE-C/],
    [
      'metadata that the API cannot give',
      { MissingMeta: 2 },
      'unreadable-metadata',
      /2 user metadata entries/,
    ],
    [
      'an Expires header that is no date',
      { ExpiresString: 'never' },
      'unreadable-metadata',
      /Expires header is no HTTP date \(never\)/,
    ],
    [
      'an Expires header that is a date to JavaScript only',
      { ExpiresString: '0' },
      'unreadable-metadata',
      /Expires header is no HTTP date \(0\)/,
    ],
  ])('%s is refused unread, its state told', async (_what, properties, reason, detail) => {
    answer(properties);
    const read = await store.read(REF, 1000);
    expect(read).toMatchObject({
      kind: 'refused',
      refusal: { reason, detail: expect.stringMatching(detail) },
    });
    expect(read).toMatchObject({ state: { etag: 'e', lastModified: new Date(0) } });
    expect(destroyed).toEqual(['bytes']);
  });

  test.each([
    [
      'SSE-C without the key',
      failure(
        'InvalidRequest',
        400,
        'The object was stored using a form of Server Side Encryption. The correct parameters must be provided',
      ),
      'encrypted-with-customer-key',
    ],
    ['archived', failure('InvalidObjectState', 403), 'archived'],
  ])('%s is refused', async (_what, error, reason) => {
    s3.on(GetObjectCommand).rejects(error);
    expect(await store.read(REF, 1000)).toMatchObject({ kind: 'refused', refusal: { reason } });
  });

  test.each(['', 'identity', 'aws-chunked', 'UTF-8'])(
    'the content encoding %j leaves the bytes plain',
    async (ContentEncoding) => {
      answer({ ContentEncoding });
      expect((await readFound()).bytes).toHaveLength(5);
    },
  );

  test('half a body is a fault that may be tried again', async () => {
    answer({ ContentLength: 99 });
    await expect(store.read({ bucket: 'b', key: 'k\u001b' }, 1000)).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
      message: 'cannot read s3://b/k\\u{1b}: 5 of 99 bytes came: run again',
    });
  });

  test('an empty object has no body', async () => {
    answer({ Body: undefined as never, ContentLength: 0 });
    expect((await readFound()).bytes).toHaveLength(0);
  });

  test.each<[string, Error, string, boolean, RegExp]>([
    ['denied', failure('AccessDenied', 403), 'access-denied', false, /grant s3:GetObject/],
    ['a bare 403', failure('Unknown', 403), 'access-denied', false, /grant/],
    ['no bucket', failure('NoSuchBucket', 404), 'not-found', false, /the bucket does not exist/],
    ['throttled', failure('SlowDown', 503), 'throttled', true, /throttled/],
    ['a bare 503', failure('Unknown', 503), 'throttled', true, /throttled/],
    ['a bare 500', failure('Unknown', 500), 'unavailable', true, /run again/],
    ['another region', failure('PermanentRedirect', 301), 'invalid', false, /another region/],
    ['a bare 301', failure('Unknown', 301), 'invalid', false, /another region/],
    ['expired credentials', failure('ExpiredToken', 400), 'access-denied', false, /no valid AWS credentials/],
    ['a key that is off', failure('KMS.DisabledException', 400), 'access-denied', false, /kms:Decrypt/],
    ['a reset', Object.assign(new Error('socket'), { code: 'ECONNRESET' }), 'unavailable', true, /run again/],
    [
      'a key that may not be used',
      failure('AccessDenied', 403, 'x is not authorized to perform: kms:Decrypt on resource: y'),
      'access-denied',
      false,
      /grant kms:Decrypt/,
    ],
    ['a wrong clock', failure('RequestTimeTooSkewed', 403), 'invalid', false, /the clock of this machine/],
    [
      'a body that came other than it was sent',
      new Error(
        'Checksum mismatch: expected "a" but received "b" in response header "x-amz-checksum-crc32".',
      ),
      'unavailable',
      true,
      /run again/,
    ],
    ['no region', new Error('Region is missing'), 'invalid', false, /set AWS_REGION/],
    ['a time-out', Object.assign(new Error('t'), { name: 'TimeoutError' }), 'unavailable', true, /run again/],
  ])('%s is a fault that says what to do', async (_what, error, code, retryable, message) => {
    s3.on(GetObjectCommand).rejects(error);
    const read = store.read({ bucket: 'b', key: 'k\u001b' }, 1000);
    await expect(read).rejects.toMatchObject({
      name: 'Fault',
      code,
      retryable,
      cause: error,
      message: expect.stringMatching(message),
    });
    await expect(read).rejects.toThrow('cannot read s3://b/k\\u{1b}: ');
  });

  test('what is not known stays what it is', async () => {
    const bug = new TypeError('a bug');
    s3.on(GetObjectCommand).rejects(bug);
    await expect(store.read(REF, 1000)).rejects.toBe(bug);
    const odd = failure('NeverHeardOf', 400);
    s3.on(GetObjectCommand).rejects(odd);
    await expect(store.read(REF, 1000)).rejects.toBe(odd);
  });
});

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
    const replaced = await store.replace(await readFound(), bytes, provenance);
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
    expect(await store.replace(await readFound(), Buffer.from('new'), provenance)).toEqual({
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
    await store.replace(await readFound(), Buffer.from('new'), provenance);
    const { ObjectLockLegalHoldStatus, ...input } = s3.commandCalls(PutObjectCommand)[0]?.args[0].input ?? {};
    expect(ObjectLockLegalHoldStatus).toBe('ON');
    expect(input).not.toHaveProperty('ObjectLockMode');
    expect(input).not.toHaveProperty('ObjectLockRetainUntilDate');
  });

  test('without an answer of tags there are none', async () => {
    answer({ TagCount: 1 });
    s3.on(GetObjectTaggingCommand).resolves({});
    s3.on(PutObjectCommand).resolves({});
    expect(await store.replace(await readFound(), Buffer.from('new'), provenance)).toEqual({
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
    expect(await store.replace(await readFound(), Buffer.from('new'), provenance)).toEqual({ kind: 'stale' });
  });

  test('is a fault when it is denied, and when the tags are', async () => {
    answer({ TagCount: 1 });
    s3.on(GetObjectTaggingCommand).rejects(failure('AccessDenied', 403));
    const object = await readFound();
    await expect(store.replace(object, Buffer.from('new'), provenance)).rejects.toMatchObject({
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
      edits: [{ at: 0, removed: Buffer.alloc(400), inserted: new Uint8Array() }],
    };
    expect(await store.replace(object, Buffer.from('new'), large)).toEqual({
      kind: 'replaced',
      etag: 'f',
      isUndoByVersionOnly: true,
    });
    answer({ Metadata: { big: 'x'.repeat(2000) } });
    expect(await store.replace(await readFound(), Buffer.from('new'), provenance)).toMatchObject({
      kind: 'refused',
      refusal: {
        reason: 'no-room-for-provenance',
        detail: expect.stringMatching(/would need \d+ of 2048 bytes/),
      },
    });
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(1);
  });
});
