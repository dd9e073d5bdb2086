/** Pieces of JSON put together, most of them wrong. */
import fc from 'fast-check';

/** Long enough for several small windows. */
export const longPieces = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '{"a": ',
        '[',
        '"b", ',
        '1, ',
        'null,',
        ']',
        '}',
        '"',
        '\\',
        '\\\\',
        '\\u00e9',
        ',',
        ': ',
      ),
      fc.nat(300).map((count) => ' '.repeat(count)),
      fc.nat(300).map((count) => `"${'é'.repeat(count)}\\n",`),
      fc.nat(60).map((count) => `"${'\\"'.repeat(count)}":`),
      fc.nat(400).map((count) => `${'1'.repeat(count)},`),
    ),
    { minLength: 5, maxLength: 60 },
  )
  .map((parts) => Buffer.from(`[${parts.join('')}`));
