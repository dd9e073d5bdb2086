/** Reading from S3, by the SDK's own commands: what is asked, found, refused, and a fault. */
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/report/fault.ts';
import { answer, destroyed, failure, REF, readFound, s3, store } from '../support/sdk-store.ts';

describe('reading', () => {
  test('gives bytes, ETag without quotes, version, and asks for the checksum', async () => {
    answer({ VersionId: 'v1' });
    const object = await readFound();
    expect(object).toMatchObject({
      ref: REF,
      etag: 'e',
      versionId: 'v1',
      lastModified: new Date(0),
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
    ['too large', { ContentLength: 1000 }, 'too-large', /its size of 1000 bytes reaches the limit of 1000/],
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
      /Expires header \(never\) is not an HTTP date/,
    ],
    [
      'an Expires header that is a date to JavaScript only',
      { ExpiresString: '0' },
      'unreadable-metadata',
      /Expires header \(0\) is not an HTTP date/,
    ],
  ])('%s is refused unread, with its state', async (_what, properties, reason, detail) => {
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
      message: 'cannot read s3://b/k\\u{1b}: received 5 of 99 bytes: run again',
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
    ['another region', failure('PermanentRedirect', 301), 'wrong-region', false, /another region/],
    [
      'a region that has to be opted into',
      failure('IllegalLocationConstraintException', 400),
      'wrong-region',
      false,
      /another region/,
    ],
    ['a bare 301', failure('Unknown', 301), 'wrong-region', false, /another region/],
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
  });

  test.each([
    [
      failure('NeverHeardOf', 400),
      'S3 answers 400 NeverHeardOf: look the code up in its list of error codes',
    ],
    [
      Object.assign(failure('InvalidRequest', 400), { message: 'No \u001b.' }),
      'S3 answers 400 InvalidRequest (No \\u{1b}.): look',
    ],
    [failure('TemporaryRedirect', 307), 'S3 answers 307 TemporaryRedirect: look'],
    [failure('KMS.UnrecognizedClientException', 400), 'access to the KMS key of the object is denied: '],
  ])('a refusal that is not known is the fault of one object: %s', async (error, message) => {
    s3.on(GetObjectCommand).rejects(error);
    const fault = await store.read(REF, 1000).catch((thrown) => thrown);
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({ retryable: false, isGeneral: false, cause: error });
    expect(fault.message).toContain(message);
  });
});
