/** Text on its way into HTML: escaped, and with characters that act instead of showing written as escapes. Pure. */
import { escapeJson, showSafely } from '../../text/safe-text.ts';
import { formatInstant } from './format.ts';

/** Any text as HTML text or as a quoted attribute value. */
export const escapeHtml = (text: string): string =>
  showSafely(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A name from outside, isolated from the direction of the text around it. */
export const renderName = (text: string): string => `<bdi>${escapeHtml(text)}</bdi>`;

/** An instant from ISO 8601 in UTC, such as `2026-01-31 12:00:00 UTC`. */
export const renderInstant = (instant: string): string =>
  `<time datetime="${escapeHtml(instant)}">${escapeHtml(formatInstant(instant))}</time>`;

/** JSON inside of a script element: nothing in it can end the element, and nothing acts. */
export const renderJson = (value: unknown): string =>
  escapeJson(JSON.stringify(value)).replace(
    /[<>&]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );

/** A section under a heading; `id` is the heading's, `title` and `body` are HTML. */
export const renderSection = (id: string, title: string, body: string): string =>
  `<section aria-labelledby="${id}"><h2 id="${id}" tabindex="-1">${title}</h2>${body}</section>`;

/** A table with a header row; cells are HTML, the first of a row is its header. */
export function renderTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const headings = head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const body = rows.map(
    ([first = '', ...cells]) =>
      `<tr><th scope="row">${first}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
  );
  return `<table><caption>${escapeHtml(caption)}</caption><thead><tr>${headings}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}
