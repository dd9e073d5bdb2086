import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { planHtmlAndCheck } from '../support/html-contract.ts';
import { BEACON } from '../support/reports/beacon.ts';

describe('what holds no HTML is refused with its cause', () => {
  test.each([
    [
      'Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 374740\n',
    ],
    ['gzip', gzipSync(`<html>${BEACON}</html>`)],
    ['zip', Buffer.from('504b0304140000000800', 'hex')],
    ['bzip2', 'BZh91AY&SY'],
    ['xz', Buffer.from('fd377a585a000004', 'hex')],
    ['zstd', Buffer.from('28b52ffd0458', 'hex')],
    ['PDF', '%PDF-1.7\n<</Type/Catalog>>'],
    ['PNG', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['binary', Buffer.from([1, 2, 3, 4, 0x3c, 0x61, 0x3e])],
    ['without any HTML tag', '404: Not Found\n'],
    ['without any HTML tag', 'a < b'],
    ['without any HTML tag', ' '],
  ])('%s', (name, content) => {
    const verdict = planHtmlAndCheck(Buffer.from(content));
    expect(verdict).toMatchObject({ kind: 'refused', reason: 'not-html' });
    expect(verdict.kind === 'refused' && verdict.detail).toMatch(new RegExp(`^the object holds .*${name}`));
  });

  test.each(['<html><p>x</p></html>', `<html>${BEACON}</html>`, '\n<p>é'])(
    'UTF-16 without a mark: %j',
    (html) => {
      const wide = Buffer.from(html, 'utf16le');
      for (const bytes of [wide, Buffer.from(wide).swap16()])
        expect(planHtmlAndCheck(bytes)).toMatchObject({ kind: 'refused', reason: 'unsupported-encoding' });
    },
  );
});

test.each([
  '<p>x',
  'x<br>y',
  '<!-- x -->',
  '</p>',
  '<?xml?>',
  `\x1b[1m<b>${'x'.repeat(20)}\0`,
  `${'x'.repeat(2000)}<p>`,
])('HTML needs no more than a tag: %j', (html) => {
  expect(planHtmlAndCheck(html)).toEqual({ kind: 'silent' });
});
