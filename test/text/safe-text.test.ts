import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeJson, renderJsonLine, showSafely } from '../../src/text/safe-text.ts';

describe('text that acts instead of showing', () => {
  const HOSTILE = 'a\u001b[31m\n\u0085\u202eb\u2066\u2028\ufeff\u200b\ud800 é→🚀';

  test('is shown as escapes to people', () => {
    expect(showSafely(HOSTILE)).toBe(
      'a\\u{1b}[31m\\u{a}\\u{85}\\u{202e}b\\u{2066}\\u{2028}\\u{feff}\\u{200b}\\u{d800} é→🚀',
    );
  });

  test('is escaped in JSON lines, which parse to the same value', () => {
    const line = renderJsonLine({ [HOSTILE]: HOSTILE });
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    expect(JSON.parse(line)).toEqual({ [HOSTILE]: HOSTILE });
    expect(escapeJson('"\u{e0001}"')).toBe('"\\udb40\\udc01"');
  });

  test('whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(renderJsonLine(text))).toBe(text);
        expect(showSafely(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });
});
