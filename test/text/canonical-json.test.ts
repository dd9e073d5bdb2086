/** One text for equal values: that of RFC 8785, as an implementation by others writes it. */
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/text/canonical-json.ts';

describe('canonical JSON', () => {
  test('sorts names by code units at every depth, and has no white space', () => {
    expect(canonicalJson({ b: [{ d: null, c: 'x' }], a: 1, '\u{1f600}': true, '\uffee': false })).toBe(
      '{"a":1,"b":[{"c":"x","d":null}],"\u{1f600}":true,"\uffee":false}',
    );
  });

  test('leaves out what is undefined, and sorts names that look like numbers as text', () => {
    expect(canonicalJson({ b: undefined, 10: 1, 9: 2, a: undefined })).toBe('{"10":1,"9":2}');
  });

  test('writes half characters as escapes', () => {
    expect(canonicalJson({ '\ud800': 'a\udc00"' })).toBe(String.raw`{"\ud800":"a\udc00\""}`);
  });

  test('is what the package canonicalize makes of any well-formed value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 }), (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
    );
  });

  test('is the same for more names than are kept', () => {
    const names = Array.from({ length: 1_100 }, (_, index) => `name-${index}`);
    const value = Object.fromEntries(names.map((name) => [name, name]));
    expect(canonicalJson(value)).toBe(canonicalize(value));
    expect(canonicalJson(value)).toBe(canonicalize(value));
  });
});
