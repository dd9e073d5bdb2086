/**
 * Text from keys, job names and ARNs on its way to terminals and logs: characters that act instead of showing
 * (control characters, terminal escapes, bidirectional overrides, invisible ones) are written as escapes.
 */

/** Control characters (C0, DEL, C1), line separators, bidirectional and invisible formatting, half characters. */
const ACTING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** For people: acting characters as `\u{1b}`, all others as they are. */
export const showSafely = (text: string): string =>
  text.replace(ACTING, (character) => `\\u{${Number(character.codePointAt(0)).toString(16)}}`);

/** One value as one line of JSON in which acting characters are `\u001b` escapes; it parses to the same value. */
export const renderJsonLine = (value: unknown): string => escapeJson(JSON.stringify(value));

/** JSON text, acting characters escaped; white space between values must have been left out. */
export const escapeJson = (json: string): string =>
  json.replace(ACTING, (character) =>
    Array.from({ length: character.length }, (_, unit) => escapeUnit(character.charCodeAt(unit))).join(''),
  );

const escapeUnit = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
