/**
 * Turns the source of a notebook cell into Python of the same length, so that every offset stays: what IPython
 * would take away or translate before Python sees it (magics, shell lines, help, prompts) is blanked out.
 * Source: IPython, core/inputtransformer2.py.
 */
import { unifyLineBreaks } from './line-breaks.ts';
import { endOfContinuedLine, visitLogicalLines } from './logical-lines.ts';
import {
  FOREIGN_CELL_MAGICS,
  HARMLESS_LINE_MAGICS,
  PROGRAM_CELL_MAGICS,
  PYTHON_CELL_LINES,
  PYTHON_CELL_MAGICS,
  PYTHON_LINE_MAGICS,
  TEXT_CELL_MAGICS,
} from './magics.ts';
import { type BodyReader, mayStartPython, readerOf } from './programs.ts';
import { lengthAt, PythonScanner, type TextRange } from './scanner.ts';

/** A stretch that IPython handles. In `opaque` ones a name may be called, which nobody can see. */
export interface BlankedRange {
  readonly from: number;
  readonly to: number;
  /** The magic or the kind of line, as a person would name it. */
  readonly what: string;
  readonly trust: 'harmless' | 'opaque';
  /** For a magic that runs Python: where its line, and so the Python it runs, ends. */
  readonly codeEnd?: number;
}

/** A cell as Python sees it, offsets unchanged. */
export interface PythonSource {
  readonly text: string;
  readonly blanked: readonly BlankedRange[];
  /** Strings and comments, as the scanner reads them; none inside blanked ranges. */
  readonly texts: readonly TextRange[];
  /** The most brackets that are open at a time. */
  readonly deepest: number;
}

/** Blanks out all that is IPython's own; text without any comes back as it is. */
export function toPython(text: string): PythonSource {
  const masker = new Masker(text);
  masker.maskPrompts();
  masker.maskLines(masker.maskCellMagics());
  return masker.result();
}

const PROMPT = /^(?:>>>|\.\.\.|In \[\d+\]:|[ \t]*\.{3,}:)(?: |$)/gm;
const STARTS_WITH_PROMPT = /^\s*(?:>>>|In \[\d+\]:)(?:\s|$)/;
const CELL_MAGIC = /\s*%%([^\s?]+)(?=\s|$)([^\n]*)(?:\n|$)/y;
const LINE_MAGIC = /%([^\s(;?]*)/y;
const OPTION = /[ \t]+-(?:([A-Za-z])(?=[ \t])|\S*)/y;
const OPTION_VALUE = /[ \t]+\S+/y;
const HELP = /(?:\?.*|%{0,2}[\w.*]+\?\??[ \t;]*)(?=\n|$)/y;
const AUTOCALL = /[/,;][ \t]*[\w.]/y;
const ASSIGNED_ESCAPE = /[^=#\n'"]*[^=#\n'"!<>:+*/%&|^@-]=[ \t]*(?=[%!])/y;
const EXPANSION = /\{[^}\n]*\}|\$\w+/g;
/** IPython itself does not go on after it, front ends that make a line feed of it do. */
const CONTINUED_CRLF = '\\\r\n';

class Masker {
  readonly #original: string;
  #text: string;
  #scanner: PythonScanner;
  readonly #blanked: BlankedRange[] = [];
  readonly #fillers: { readonly from: number; readonly text: string }[] = [];

  constructor(text: string) {
    this.#original = text;
    this.#text = unifyLineBreaks(text);
    this.#scanner = new PythonScanner(this.#text);
  }

  result(): PythonSource {
    const { texts, deepest, repairs } = this.#scanner;
    const changes = [...this.#fillers, ...repairs].sort((a, b) => a.from - b.from);
    const parts: string[] = [];
    let at = 0;
    for (const { from, text } of changes) {
      parts.push(this.#text.slice(at, from), text);
      at = from + text.length;
    }
    parts.push(this.#text.slice(at));
    return { text: parts.join(''), blanked: this.#blanked, texts, deepest };
  }

  /** `>>> ` and `In [1]: ` at line starts, as pasted from a terminal. */
  maskPrompts(): void {
    if (!STARTS_WITH_PROMPT.test(this.#text)) return;
    this.#text = this.#text.replace(PROMPT, (prompt) => ' '.repeat(prompt.length));
    this.#scanner = new PythonScanner(this.#text);
  }

  /** Returns where the Python begins: after the cell magics, or at the end when the body is no Python. */
  maskCellMagics(): number {
    let at = 0;
    for (;;) {
      const [line, name = '', rest = ''] = matchAt(CELL_MAGIC, this.#text, at);
      if (line === undefined) return at;
      const start = this.#text.indexOf('%%', at);
      at += line.length;
      const reader = bodyReaderOf(name, rest);
      if (reader !== 'python') {
        this.#maskBody(start, at, `%%${name}`, reader);
        return this.#text.length;
      }
      const valueOptions = PYTHON_CELL_LINES.get(name);
      if (valueOptions !== undefined) this.#maskPythonMagic(start, at, `%%${name}`, valueOptions);
      else this.#blank(start, at, `%%${name}`, 'opaque');
    }
  }

  #maskBody(start: number, lineEnd: number, what: string, reader: BodyReader | 'text'): void {
    const end = this.#text.length;
    const isHarmless =
      reader === 'text' || (reader === 'foreign' && !mayStartPython(this.#text.slice(start, end)));
    this.#markExpansions(start, lineEnd, what);
    this.#blank(start, end, what, isHarmless ? 'harmless' : 'opaque');
  }

  /** Lines that IPython translates: `%magic`, `!shell`, `?help`, `help?`, `/autocall`, and `x = %magic`. */
  maskLines(from: number): void {
    visitLogicalLines(this.#text, from, this.#scanner, (start) => {
      return this.#maskEscape(start + lengthAt(ASSIGNED_ESCAPE, this.#text, start));
    });
  }

  /** Returns the end of a line that is IPython's, or undefined when it is Python. */
  #maskEscape(start: number): number | undefined {
    const first = this.#text[start];
    const isHelp = lengthAt(HELP, this.#text, start) > 0;
    const isAutocall = lengthAt(AUTOCALL, this.#text, start) > 0;
    if (!isHelp && !isAutocall && first !== '%' && first !== '!') return undefined;
    const end = endOfContinuedLine(this.#text, start);
    if (isHelp) this.#blank(start, end, 'help', 'harmless');
    else if (first === '%') this.#maskLineMagic(start, end);
    else if (first === '!') this.#maskShell(start, end, '!');
    else this.#blank(start, end, `${first} (autocall)`, 'opaque');
    return end;
  }

  #maskLineMagic(start: number, end: number): void {
    const [, name = ''] = matchAt(LINE_MAGIC, this.#text, start);
    const valueOptions = PYTHON_LINE_MAGICS.get(name);
    if (valueOptions !== undefined) this.#maskPythonMagic(start, end, `%${name}`, valueOptions);
    else if (HARMLESS_LINE_MAGICS.has(name)) this.#maskShell(start, end, `%${name}`);
    else this.#blank(start, end, `%${name}`, 'opaque');
  }

  /** `%time -x code` becomes `________;code`: the code stays where it is. */
  #maskPythonMagic(start: number, end: number, what: string, valueOptions: string): void {
    let code = start + what.length;
    for (;;) {
      const [option, letter] = matchAt(OPTION, this.#text, code);
      if (option === undefined) break;
      code += option.length;
      if (letter !== undefined && valueOptions.includes(letter))
        code += lengthAt(OPTION_VALUE, this.#text, code);
    }
    while (code < end && (this.#text[code] === ' ' || this.#text[code] === '\t')) code += 1;
    this.#blanked.push({ from: start, to: code, what, trust: 'opaque', codeEnd: end });
    this.#fill(start, code, ';');
    // What the magic runs is Python, too: its strings and comments are read like all others.
    for (let at = code; at < end; ) at = this.#scanner.skipLogicalLine(at, end);
  }

  #maskShell(start: number, end: number, what: string): void {
    this.#markExpansions(start, end, what);
    const isForeign = !mayStartPython(this.#text.slice(start, end));
    const isOneLine = !this.#original.slice(start, end).includes(CONTINUED_CRLF);
    this.#blank(start, end, what, isForeign && isOneLine ? 'harmless' : 'opaque');
  }

  /** A shell is no Python, but IPython evaluates what stands in braces or after a dollar sign. */
  #markExpansions(start: number, end: number, what: string): void {
    for (const match of this.#text.slice(start, end).matchAll(EXPANSION)) {
      const from = start + match.index;
      this.#blanked.push({ from, to: from + match[0].length, what, trust: 'opaque' });
    }
  }

  #blank(from: number, to: number, what: string, trust: BlankedRange['trust']): void {
    this.#blanked.push({ from, to, what, trust });
    this.#fill(from, to, '_');
  }

  /** Fills with an identifier that ends in `last`; the line break stays. */
  #fill(from: number, to: number, last: string): void {
    const length = to - from - (this.#text[to - 1] === '\n' ? 1 : 0);
    this.#fillers.push({ from, text: '_'.repeat(length - 1) + last });
  }
}

/** The reader of the body of a cell magic. */
function bodyReaderOf(name: string, line: string): BodyReader | 'text' {
  if (PYTHON_CELL_MAGICS.has(name)) return 'python';
  if (name === 'script') return readerOf(line);
  if (PROGRAM_CELL_MAGICS.has(name)) return readerOf(`${name} ${line}`);
  if (FOREIGN_CELL_MAGICS.has(name)) return 'foreign';
  return TEXT_CELL_MAGICS.has(name) ? 'text' : 'unknown';
}

/** The match of a sticky pattern at an offset, then its groups; nothing when it does not match. */
function matchAt(pattern: RegExp, text: string, at: number): readonly (string | undefined)[] {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? [];
}
