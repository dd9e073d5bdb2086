/** Words of command lines that people copy into a POSIX shell. Pure. */

const SAFE = /^[A-Za-z0-9_@%+=:,./-]+$/;
const ACTING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** No argument of a program can hold NUL, no UTF-8 an unpaired surrogate, and substitution drops line feeds at the end. */
const IMPOSSIBLE = /[\0\p{Cs}]|\n$/u;

/**
 * The text as one word, in which nothing acts, on the shell or on the screen: acting characters are written as octal
 * bytes for printf. Undefined for a text that no command line can name.
 */
export function quoteShellWord(text: string): string | undefined {
  if (IMPOSSIBLE.test(text)) return undefined;
  if (SAFE.test(text)) return text;
  if (!ACTING.test(text)) return quote(text);
  const format = Array.from(text, (character) =>
    ACTING.test(character) ? octalOf(character) : character.replace(/[%\\]/, '$&$&'),
  );
  return `"$(printf ${quote(format.join(''))})"`;
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const octalOf = (character: string): string =>
  Array.from(Buffer.from(character), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
