/** Strings that name the function and are more than text: they are looked up or run as code. */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import type { ParsedSource } from '../../python/parsed-source.ts';
import { findMentions, type Mention } from './mentions.ts';
import { SETUP_FUNCTION } from './setup-function.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Callables that look a name up, bind it, or run text as code or in a shell. */
const RUNNERS = words(
  'getattr setattr delattr attrgetter methodcaller getattr_static import_item object patch ' +
    'eval exec compile run_cell run_code run_line_magic run_cell_magic magic ex ev runsource run_cell_async runcode ' +
    'timeit Timer repeat run runctx run_path run_module system getoutput getstatusoutput popen Popen call check_call ' +
    'check_output create_subprocess_shell create_subprocess_exec',
);
/** Callables that show text to people. */
const PRINTERS = words('print pprint help warn display Markdown');
/** Callables and methods of strings that make text of text. */
const TEXT_FUNCTIONS = words('str repr dedent indent cleandoc');
const TEXT_METHODS = words(
  'format format_map strip lstrip rstrip upper lower title capitalize replace center ljust rjust join encode expandtabs',
);
const LOGGER =
  /(?:^|[.\s])(?:\w*_)?(?:log(?:ger|ging)?|warnings|getLogger\([^()]*\))\s*\.\s*(?:debug|info|warn|warning|error|exception|critical|fatal|log)$/i;
/** The end of a callee is enough to recognise it; chains of calls can be long. */
const CALLEE_REACH = 200;
const TRANSPARENT = words(
  'ContinuedString BinaryExpression ParenthesizedExpression ConditionalExpression TupleExpression ArrayExpression ' +
    'FormatReplacement FormatSpec String FormatString',
);

/** The use of a string: it is shown to people or to nobody, it is run or looked up, or it is not known. */
type StringUse = 'shown' | 'run' | 'unknown';

/** Judges the strings of one source; what it finds of a node it keeps, for nodes that hold many mentions. */
export class StringJudge {
  readonly #source: ParsedSource;
  readonly #functions: ReadonlySet<string>;
  readonly #uses = new Map<string, StringUse>();
  readonly #code = new Map<string, boolean>();

  constructor(source: ParsedSource, functions: ReadonlySet<string>) {
    this.#source = source;
    this.#functions = functions;
  }

  /** True when the string `node` that holds a mention may be run or looked up, or may be code for something that is. */
  isDynamic(node: SyntaxNode): boolean {
    const use = this.#useOf(node);
    return use === 'run' || (use === 'unknown' && this.#holdsCode(node));
  }

  #useOf(node: SyntaxNode): StringUse {
    const path: string[] = [];
    let use: SyntaxNode | StringUse = node;
    while (typeof use !== 'string') {
      const key = keyOf(use);
      path.push(key);
      use = this.#uses.get(key) ?? this.#stepUp(use);
    }
    for (const key of path) this.#uses.set(key, use);
    return use;
  }

  /** The node around that has the text of this one for its value, or what becomes of the text there. */
  #stepUp(node: SyntaxNode): SyntaxNode | StringUse {
    // Around everything stands the script.
    const parent = node.parent as SyntaxNode;
    if (TRANSPARENT.has(parent.name)) return parent;
    if (parent.name === 'ExpressionStatement' || parent.name === 'AssertStatement') return 'shown';
    const call = parent.parent;
    if (call?.name !== 'CallExpression') return 'unknown';
    // A string is no callee, so this is a method of it or its arguments.
    if (parent.name === 'MemberExpression') {
      const method = parent.lastChild;
      const isMethod = parent.firstChild?.from === node.from && method?.name === 'PropertyName';
      return isMethod && TEXT_METHODS.has(this.#textOf(method)) ? call : 'unknown';
    }
    return this.#useOfArgument(call, parent.from);
  }

  #useOfArgument(call: SyntaxNode, calleeEnd: number): SyntaxNode | StringUse {
    const callee = this.#source.original
      .slice(Math.max(call.from, calleeEnd - CALLEE_REACH), calleeEnd)
      .trim();
    const name = callee.slice(callee.lastIndexOf('.') + 1).trim();
    if (RUNNERS.has(name)) return 'run';
    if (TEXT_FUNCTIONS.has(name)) return call;
    const isShown = PRINTERS.has(name) || LOGGER.test(callee) || call.parent?.name === 'RaiseStatement';
    return isShown ? 'shown' : 'unknown';
  }

  /** True when the text is the bare name, a path to it, a call, or Python that mentions it and has an opening bracket. */
  #holdsCode(node: SyntaxNode): boolean {
    let whole = node;
    while (whole.parent?.name === 'ContinuedString' || whole.parent?.name === 'BinaryExpression')
      whole = whole.parent;
    const key = keyOf(whole);
    const known = this.#code.get(key);
    if (known !== undefined) return known;
    const text = this.#source.texts
      .startingIn(whole.from, whole.to)
      .map(({ from, to }) => this.#source.original.slice(from, to))
      .join('');
    const isCode = isCodeText(text, this.#functions);
    this.#code.set(key, isCode);
    return isCode;
  }

  #textOf({ from, to }: SyntaxNode): string {
    return this.#source.original.slice(from, to);
  }
}

const keyOf = ({ from, to }: SyntaxNode): string => `${from}:${to}`;

const IS_PATH = /^(?:[\w.]+[.:])?$/;
const BEFORE_BRACKET = /[\s)\\]*\(/y;

function isCodeText(written: string, functions: ReadonlySet<string>): boolean {
  const text = decodeText(written).trim();
  const mentions = findMentions(text, functions);
  return (
    mentions.some((mention) => isPathTo(text, mention) || isCalled(text, mention)) || isPython(text, mentions)
  );
}

const isPathTo = (text: string, { name, from, to }: Mention): boolean =>
  name === SETUP_FUNCTION && to === text.length && IS_PATH.test(text.slice(0, from));

function isCalled(text: string, { to }: Mention): boolean {
  BEFORE_BRACKET.lastIndex = to;
  return BEFORE_BRACKET.test(text);
}

/** True when a text has an opening bracket or an import, and is Python without a syntax error. */
function isPython(text: string, mentions: readonly Mention[]): boolean {
  if (mentions.length === 0 || !/\(|\bimport\b/.test(text)) return false;
  let isWhole = true;
  parser.parse(text).iterate({
    enter: ({ type }) => {
      if (type.isError) isWhole = false;
    },
  });
  return isWhole;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\n', t: '\t', '\n': '' };

/** The text with the escapes that matter for reading it as code, and without the indentation of its first line. */
function decodeText(written: string): string {
  const text = written.replace(/\\([\s\S])/g, (_, character: string) => ESCAPES[character] ?? character);
  const start = text.search(/\S/);
  const indentation = text.slice(text.lastIndexOf('\n', start) + 1, start);
  return `\n${text}`.replaceAll(`\n${indentation}`, '\n');
}
