import { expect, test } from 'vitest';
import { sha256 } from '../../src/bytes/sha256.ts';

test('hashes bytes and text in UTF-8 alike, in lower-case hex', () => {
  const hash = '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c';
  expect(sha256('é')).toBe(hash);
  expect(sha256(Uint8Array.of(0xc3, 0xa9))).toBe(hash);
});
