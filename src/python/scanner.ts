/**
 * Tells code from text and comments in a Python source, by Python's lexical rules alone: quotes, prefixes, escapes,
 * brackets and the replacement fields of f-strings and t-strings, nested as Python 3.12 allows. What older versions
 * read otherwise is a syntax error there. It is written without the parser, so that the two can disagree: what only
 * one of them takes for text is refused.
 * Source: Python language reference, "Lexical analysis"; PEP 701; CPython, Parser/lexer.
 */

/** A stretch of a source that is no code: the inside of a string, replacement fields left out, or a comment. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
  readonly kind: 'string' | 'comment';
}

/** One character that the parser is to see differently. */
export interface Repair {
  readonly from: number;
  readonly text: string;
}

interface StringKind {
  /** The quotes that end it. */
  readonly closing: string;
  readonly hasFields: boolean;
  readonly isRaw: boolean;
}

/** A replacement field that is open: its string, and what was open around it. */
interface Field {
  readonly string: StringKind;
  /** Brackets that are open outside of the field, down to the next field. */
  readonly outerBrackets: number;
  /** True for a field inside the format specification of another. */
  readonly isInFormat: boolean;
}

/** CPython refuses a source with more brackets open at a time. Source: CPython, Parser/lexer/state.h, `MAXLEVEL`. */
export const MAX_OPEN_BRACKETS = 200;

const PLAIN_CODE = /[^\n#"'\\()[\]{}:]*/y;
const PLAIN_TEXT = /[^\n"'\\{}]*/y;
const PREFIX = /(?<![\w\u0080-\uffff])(?:[rR]?[fFtTbB]|[fFtTbB][rR]|[rRuU])$/;
/** `{BULLET}` after `\\N`; a brace that is never closed is still no field. */
const CHARACTER_NAME = /\{(?:[^{}"'\n]*\})?/y;
/** The longest prefix, and the character before it. */
const PREFIX_REACH = 3;

/** Reads one source, logical line by logical line; line breaks must be unified. */
export class PythonScanner {
  /** All text and comments that were moved over, in order. */
  readonly texts: TextRange[] = [];
  /** Characters that the parser would read otherwise than CPython does, in order. */
  readonly repairs: Repair[] = [];
  /** The most brackets and fields that were open at a time. */
  deepest = 0;
  readonly #text: string;
  #end = 0;
  #at = 0;
  #brackets = 0;
  #depth = 0;
  #fields: Field[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** The offset after the logical line that begins at `from`, or `end` where the text is to end for once. */
  skipLogicalLine(from: number, end: number = this.#text.length): number {
    this.#at = from;
    this.#end = end;
    this.#brackets = 0;
    this.#depth = 0;
    this.#fields = [];
    while (this.#at < this.#end) {
      this.#at += lengthAt(PLAIN_CODE, this.#text, this.#at);
      const character = this.#text[this.#at];
      if (character === '\n' && this.#depth === 0) return this.#at + 1;
      this.#skipMark(character);
    }
    return end;
  }

  /** Moves over what begins with a character of code that means something. */
  #skipMark(character = ''): void {
    if (character === '#') this.#skipComment();
    else if (character === '"' || character === "'") this.#skipStringFrom(character);
    else if (')]}'.includes(character)) this.#close(character);
    else if (character === ':') this.#skipColon();
    else {
      if ('([{'.includes(character)) {
        this.#brackets += 1;
        this.#open();
      }
      this.#at += character === '\\' ? 2 : 1;
    }
  }

  #open(): void {
    this.#depth += 1;
    this.deepest = Math.max(this.deepest, this.#depth);
  }

  #close(character: string): void {
    this.#at += 1;
    if (this.#brackets > 0) {
      this.#brackets -= 1;
      this.#depth -= 1;
    } else if (this.#fields.length > 0 && character === '}') {
      const { string, isInFormat } = this.#leaveField();
      this.#skipText(string, isInFormat);
    }
  }

  /** Leaves the innermost field, which there must be. */
  #leaveField(): Field {
    const field = this.#fields.pop() as Field;
    this.#depth -= 1 + this.#brackets;
    this.#brackets = field.outerBrackets;
    return field;
  }

  /** A colon outside of brackets ends the expression of a field, whatever the expression is. */
  #skipColon(): void {
    const field = this.#fields.at(-1);
    this.#at += 1;
    if (field !== undefined && this.#brackets === 0) this.#skipText(field.string, true);
  }

  #skipComment(): void {
    const lineBreak = this.#text.indexOf('\n', this.#at);
    const end = lineBreak === -1 ? this.#end : lineBreak;
    this.#keep(this.#at, end, 'comment');
    this.#at = end;
  }

  #skipStringFrom(quote: string): void {
    const triple = quote.repeat(3);
    const closing = this.#text.startsWith(triple, this.#at) ? triple : quote;
    const prefix = PREFIX.exec(this.#text.slice(Math.max(0, this.#at - PREFIX_REACH), this.#at))?.[0] ?? '';
    const template = prefix.search(/t/i);
    // The parser knows no template strings, which evaluate what stands in braces as f-strings do.
    if (template !== -1) this.repairs.push({ from: this.#at - prefix.length + template, text: 'f' });
    this.#at += closing.length;
    this.#skipText({ closing, hasFields: /[ft]/i.test(prefix), isRaw: /r/i.test(prefix) }, false);
  }

  /** Moves over the text of a string up to its end or its next field, whose expression is code again. */
  #skipText(kind: StringKind, isFormat: boolean): void {
    let [string, isInFormat, from] = [kind, isFormat, this.#at];
    for (;;) {
      const mark = this.#skipToMark(string, isInFormat);
      this.#keep(from, this.#at, 'string');
      if (mark !== '}') {
        this.#endText(mark, string, isInFormat);
        return;
      }
      this.#at += 1;
      from = this.#at;
      ({ string, isInFormat } = this.#leaveField());
    }
  }

  /** Moves to what ends the text: the closing quotes, a brace of a field, a line break, or undefined for the end. */
  #skipToMark(string: StringKind, isInFormat: boolean): string | undefined {
    const { closing, hasFields } = string;
    for (;;) {
      this.#at += lengthAt(PLAIN_TEXT, this.#text, this.#at);
      if (this.#at >= this.#end) {
        this.#at = this.#end;
        return undefined;
      }
      if (this.#text.startsWith(closing, this.#at)) return closing;
      const character = this.#text[this.#at];
      if (character === '\\') this.#skipEscape(string);
      else if (character === '\n' && closing.length === 1) return character;
      else if (!hasFields || (character !== '{' && character !== '}')) this.#at += 1;
      else if (!isInFormat && this.#text[this.#at + 1] === character) this.#at += 2;
      else if (character === '{' || isInFormat) return character;
      else this.#at += 1;
    }
  }

  /** Takes the mark that ends a text, where no text follows at once. */
  #endText(mark: string | undefined, string: StringKind, isInFormat: boolean): void {
    if (mark === '{') this.#enterField(string, isInFormat);
    else if (mark === string.closing) this.#at += mark.length;
    // A line break in a format specification goes back to the expression; elsewhere it breaks the string off.
    if (mark === string.closing || (mark === '\n' && !isInFormat)) this.#leaveString(string);
  }

  #enterField(string: StringKind, isInFormat: boolean): void {
    this.#fields.push({ string, outerBrackets: this.#brackets, isInFormat });
    this.#brackets = 0;
    this.#open();
    this.#at += 1;
  }

  /** A string that ends inside fields of its own takes them with it. */
  #leaveString(string: StringKind): void {
    while (this.#fields.at(-1)?.string === string) this.#leaveField();
  }

  /** A backslash keeps the next character from ending the string, in raw strings too, but no brace from being one. */
  #skipEscape({ hasFields, isRaw }: StringKind): void {
    const next = this.#text[this.#at + 1];
    if (hasFields && (next === '{' || next === '}')) {
      // The parser takes the brace for a part of the escape.
      this.repairs.push({ from: this.#at, text: '_' });
      this.#at += 1;
      return;
    }
    this.#at += 2;
    if (hasFields && !isRaw && next === 'N') this.#at += lengthAt(CHARACTER_NAME, this.#text, this.#at);
  }

  #keep(from: number, to: number, kind: TextRange['kind']): void {
    if (from < to) this.texts.push({ from, to, kind });
  }
}

/** The length that a sticky pattern matches at an offset. */
export function lengthAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
