/**
 * Turns the source of a notebook cell into Python of the same length, so that every offset stays: what IPython
 * would take away or translate before Python sees it (magics, shell lines, help, prompts) is blanked out.
 * Source: IPython, core/inputtransformer2.py.
 */
import { endOfContinuedLine, visitLogicalLines } from './logical-lines.ts';
import {
  HARMLESS_LINE_MAGICS,
  OTHER_CELL_MAGICS,
  PYTHON_CELL_LINES,
  PYTHON_CELL_MAGICS,
  PYTHON_LINE_MAGICS,
} from './magics.ts';

/** A stretch that IPython deals with. In `opaque` ones a name may well be called, nobody can tell. */
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
const CELL_MAGIC = /\s*%%([^\s?]+)(?=\s|$)[^\n]*(?:\n|$)/y;
const LINE_MAGIC = /%([^\s(;?]*)/y;
const OPTION = /[ \t]+-(?:([A-Za-z])(?=[ \t])|\S*)/y;
const OPTION_VALUE = /[ \t]+\S+/y;
const HELP = /(?:\?.*|%{0,2}[\w.*]+\?\??[ \t;]*)(?=\r?\n|$)/y;
const AUTOCALL = /[/,;][ \t]*[\w.]/y;
const ASSIGNED_ESCAPE = /[^=#\n'"]*[^=#\n'"!<>:+*/%&|^@-]=[ \t]*(?=[%!])/y;
const EXPANSION = /\{[^}\n]*\}|\$\w+/g;
/** A string prefix with a t: Python 3.14's template strings, which evaluate what stands in braces as f-strings do. */
const TEMPLATE_PREFIX = /(?<![\w\u00a1-\uffff])(?:[tT][rR]?|[rR][tT])(?=["'])/g;

class Masker {
  #text: string;
  readonly #blanked: BlankedRange[] = [];
  readonly #fillers: { readonly from: number; readonly text: string }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  result(): PythonSource {
    const parts: string[] = [];
    let at = 0;
    for (const { from, text } of this.#fillers) {
      parts.push(this.#text.slice(at, from), text);
      at = from + text.length;
    }
    parts.push(this.#text.slice(at));
    const text = parts.join('').replace(TEMPLATE_PREFIX, (prefix) => prefix.replace(/[tT]/, 'f'));
    return { text, blanked: this.#blanked };
  }

  /** `>>> ` and `In [1]: ` at line starts, as pasted from a terminal. */
  maskPrompts(): void {
    if (!STARTS_WITH_PROMPT.test(this.#text)) return;
    this.#text = this.#text.replace(PROMPT, (prompt) => ' '.repeat(prompt.length));
  }

  /** Answers where the Python begins: after the cell magics, or at the end when the body is no Python. */
  maskCellMagics(): number {
    let at = 0;
    for (;;) {
      const [line, name = ''] = matchAt(CELL_MAGIC, this.#text, at);
      if (line === undefined) return at;
      const start = this.#text.indexOf('%%', at);
      at += line.length;
      if (!PYTHON_CELL_MAGICS.has(name)) {
        this.#blank(
          start,
          this.#text.length,
          `%%${name}`,
          OTHER_CELL_MAGICS.has(name) ? 'harmless' : 'opaque',
        );
        return this.#text.length;
      }
      const valueOptions = PYTHON_CELL_LINES.get(name);
      if (valueOptions !== undefined) this.#maskPythonMagic(start, at, `%%${name}`, valueOptions);
      else this.#blank(start, at, `%%${name}`, 'opaque');
    }
  }

  /** Lines that IPython translates: `%magic`, `!shell`, `?help`, `help?`, `/autocall`, and `x = %magic`. */
  maskLines(from: number): void {
    visitLogicalLines(this.#text, from, (start) => {
      return this.#maskEscape(start + lengthAt(ASSIGNED_ESCAPE, this.#text, start));
    });
  }

  /** Answers the end of the line that was dealt with, or undefined when it is Python. */
  #maskEscape(start: number): number | undefined {
    const end = endOfContinuedLine(this.#text, start);
    const first = this.#text[start];
    if (lengthAt(HELP, this.#text, start) > 0) this.#blank(start, end, 'help', 'harmless');
    else if (first === '%') this.#maskLineMagic(start, end);
    else if (first === '!') this.#maskShell(start, end, '!');
    else if (lengthAt(AUTOCALL, this.#text, start) > 0)
      this.#blank(start, end, `${first} (autocall)`, 'opaque');
    else return undefined;
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
  }

  /** A shell is no Python, but IPython evaluates what stands in braces or after a dollar sign. */
  #maskShell(start: number, end: number, what: string): void {
    for (const match of this.#text.slice(start, end).matchAll(EXPANSION)) {
      const from = start + match.index;
      this.#blanked.push({ from, to: from + match[0].length, what, trust: 'opaque' });
    }
    this.#blank(start, end, what, 'harmless');
  }

  #blank(from: number, to: number, what: string, trust: BlankedRange['trust']): void {
    this.#blanked.push({ from, to, what, trust });
    this.#fill(from, to, '_');
  }

  /** Fills with an identifier that ends in `last`; the line break stays. */
  #fill(from: number, to: number, last: string): void {
    const lineBreak = /\r?\n$/.exec(this.#text.slice(from, to))?.[0] ?? '';
    const length = to - from - lineBreak.length;
    this.#fillers.push({ from, text: '_'.repeat(length - 1) + last });
  }
}

/** What a sticky pattern matches at an offset, then its groups; nothing when it does not match. */
function matchAt(pattern: RegExp, text: string, at: number): readonly (string | undefined)[] {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? [];
}

const lengthAt = (pattern: RegExp, text: string, at: number): number => {
  const [matched = ''] = matchAt(pattern, text, at);
  return matched.length;
};
