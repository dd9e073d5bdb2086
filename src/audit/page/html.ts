/** Text on its way into HTML: escaped, and with characters that act instead of showing written as escapes. */
import { escapeJson, showSafely } from '../../text/safe-text.ts';

/** Any text as HTML text or as a quoted attribute value. */
export const escapeHtml = (text: string): string =>
  showSafely(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A name from outside, kept apart from the direction of the text around it. */
export const renderName = (text: string): string => `<bdi>${escapeHtml(text)}</bdi>`;

/** A number as people read it, such as `12,345`. */
export const renderCount = (count: number): string => count.toLocaleString('en-US');

/** An instant such as `2026-01-31 12:00:00 UTC`. */
export const renderInstant = (instant: string): string =>
  `<time datetime="${escapeHtml(instant)}">${escapeHtml(instant.slice(0, 19).replace('T', ' '))} UTC</time>`;

/** JSON inside of a script element: nothing in it can end the element, and nothing acts. */
export const renderJson = (value: unknown): string =>
  escapeJson(JSON.stringify(value)).replace(
    /[<>&]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );

/** A table with a header row; cells are HTML, the first of a row is its header. */
export const renderTable = (
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string =>
  `<table><caption>${escapeHtml(caption)}</caption><thead><tr>${head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('')}</tr></thead><tbody>${rows
    .map(
      ([first = '', ...cells]) =>
        `<tr><th scope="row">${first}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
    )
    .join('')}</tbody></table>`;
