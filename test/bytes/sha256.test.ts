import { expect, test } from 'vitest';
import {
  ArrivingSha256,
  knownSha256,
  rememberSha256,
  sha256,
  sha256BothOnce,
  sha256Once,
  shortHash,
} from '../../src/bytes/sha256.ts';

const HASH = '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c';

test('hashes bytes and text in UTF-8 alike, in lower-case hex', () => {
  expect(sha256('é')).toBe(HASH);
  expect(sha256(Uint8Array.of(0xc3, 0xa9))).toBe(HASH);
});

test('answers the same for an array that was hashed before, and hashes each array of its own', () => {
  const bytes = Uint8Array.of(0xc3, 0xa9);
  expect([sha256Once(bytes), sha256Once(bytes)]).toEqual([HASH, HASH]);
  const part = bytes.subarray(0, 1);
  expect(sha256Once(part)).toBe(sha256(part));
  expect(sha256Once(part)).not.toBe(HASH);
});

test('hashes two arrays that begin alike as it hashes each', () => {
  const [first, second] = ['same beginning, one end', 'same beginning, and another'].map((text) =>
    new TextEncoder().encode(text),
  ) as [Uint8Array, Uint8Array];
  sha256Once(first);
  sha256BothOnce(first, second, 15);
  expect([sha256Once(first), sha256Once(second)]).toEqual([sha256(first), sha256(second)]);
});

test('hashes an array once, alone or with another: a later change of it is not seen', () => {
  const alone = Uint8Array.from(Buffer.from('alone'));
  sha256Once(alone);
  const [first, second] = ['begins, ends', 'begins, and ends'].map((text) =>
    Uint8Array.from(Buffer.from(text)),
  ) as [Uint8Array, Uint8Array];
  sha256BothOnce(first, second, 6);
  for (const bytes of [alone, first, second]) bytes.fill(0);
  expect([alone, first, second].map(sha256Once)).toEqual(
    ['alone', 'begins, ends', 'begins, and ends'].map(sha256),
  );
  sha256BothOnce(alone, first, 5);
  expect([alone, first].map(sha256Once)).toEqual(['alone', 'begins, ends'].map(sha256));
});

test('hashes bytes as they come, and knows the hash of all of them then', () => {
  const bytes = Uint8Array.of(0xc3, 0xa9);
  const arriving = new ArrivingSha256();
  for (const byte of bytes) arriving.update(Uint8Array.of(byte));
  expect(knownSha256(bytes)).toBeUndefined();
  arriving.rememberFor(bytes);
  expect(knownSha256(bytes)).toBe(HASH);
});

test('knows the hash of bytes that another thread has worked out, where it has', () => {
  const [bytes, others] = [Uint8Array.of(1), Uint8Array.of(2)];
  rememberSha256(bytes, 'from the thread');
  rememberSha256(others, undefined);
  expect([bytes, others].map(knownSha256)).toEqual(['from the thread', undefined]);
});

test('half of a hash, in characters of a byte each', () => {
  expect(Buffer.from(shortHash('é'), 'latin1').toString('hex')).toBe(sha256('é').slice(0, 32));
});
