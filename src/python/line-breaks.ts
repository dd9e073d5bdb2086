/** Line breaks as CPython reads them: it makes a line feed of CRLF and of a lone CR before anything else looks. */

const LINE_FEED = 0x0a;
const BACKSLASH = 0x5c;

/**
 * The text with a line feed at the end of every line, of the same length: the CR of a CRLF becomes a space, before
 * the backslash where one continues the line. That changes what strings hold, so never read a value from it.
 * Source: CPython, Parser/tokenizer, `translate_newlines`.
 */
export function unifyLineBreaks(text: string): string {
  let at = text.indexOf('\r');
  if (at === -1) return text;
  const parts: string[] = [];
  let done = 0;
  for (; at !== -1; at = text.indexOf('\r', done)) {
    const isPair = text.charCodeAt(at + 1) === LINE_FEED;
    const isContinued = isPair && isContinuedAt(text, at, done);
    parts.push(text.slice(done, isContinued ? at - 1 : at));
    parts.push(isContinued ? ' \\\n' : isPair ? ' \n' : '\n');
    done = at + (isPair ? 2 : 1);
  }
  return parts.join('') + text.slice(done);
}

/** True when the backslashes right before a line break are odd in number, so that the last of them continues the line. */
function isContinuedAt(text: string, lineBreak: number, from: number): boolean {
  let at = lineBreak;
  while (at > from && text.charCodeAt(at - 1) === BACKSLASH) at -= 1;
  return (lineBreak - at) % 2 === 1;
}
