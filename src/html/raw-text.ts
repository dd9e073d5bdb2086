/** Finds where the text of an element ends in which tags are text: `<style>`, `<title>` and their like, `<script>`. */
import { endsName, remember, type Search, searchFor } from './markup.ts';

/** The searches for where the end tags of such elements start: the length of the bytes where none follows. */
export interface RawTextSearch {
  /** The end tag of the element with this lower-case name whose text starts at `start`. */
  readonly endOfText: (name: string, start: number) => number;
  /** The end tag of the script whose text starts at `start`; it may hold comments with scripts in them. */
  readonly endOfScript: Search;
}

/** The searches over these bytes, to be called in ascending order. */
export function rawTextSearch(bytes: Buffer): RawTextSearch {
  const nextEndTag = remember((from) => findTag(bytes, '</script', from));
  const nextStartTag = remember((from) => findTag(bytes, '<script', from));
  const nextOpening = searchFor(bytes, '<!--');
  const nextClosing = searchFor(bytes, '-->');

  /** From a `<!--` in a script on: the end tag counts, but a script that starts in the comment has an end tag of its own. */
  function leaveComment(opening: number): { readonly at: number; readonly isEnd: boolean } {
    // The dashes that open a comment may close it, too.
    let at = opening + '<!'.length;
    for (;;) {
      const [closing, endTag, startTag] = [nextClosing(at), nextEndTag(at), nextStartTag(at)];
      if (closing < endTag && closing < startTag) return { at: closing + '-->'.length, isEnd: false };
      if (endTag <= startTag) return { at: endTag, isEnd: true };
      at = startTag + '<script>'.length;
      const [innerClosing, innerEndTag] = [nextClosing(at), nextEndTag(at)];
      if (innerClosing < innerEndTag) return { at: innerClosing + '-->'.length, isEnd: false };
      if (innerEndTag === bytes.length) return { at: innerEndTag, isEnd: true };
      at = innerEndTag + '</script>'.length;
    }
  }

  return {
    endOfText: (name, start) => findTag(bytes, `</${name}`, start),
    endOfScript(start) {
      let at = start;
      for (;;) {
        const [endTag, opening] = [nextEndTag(at), nextOpening(at)];
        if (endTag <= opening) return endTag;
        const left = leaveComment(opening);
        if (left.isEnd) return left.at;
        at = left.at;
      }
    },
  };
}

/** Where a tag that begins like this is next, in letters of either case, or the length of the bytes. */
function findTag(bytes: Buffer, beginning: string, from: number): number {
  const fixed = beginning[1] === '/' ? '</' : '<';
  for (let at = bytes.indexOf(fixed, from); at !== -1; at = bytes.indexOf(fixed, at + 1)) {
    const end = at + beginning.length;
    if (endsName(bytes[end]) && bytes.toString('latin1', at, end).toLowerCase() === beginning) return at;
  }
  return bytes.length;
}
