/** The language of a notebook's code cells, by what the notebook says of its kernel. */

/** `unknown` when the notebook contradicts itself, or names a language that is not known not to be Python. */
export type Language = 'python' | 'other' | 'unknown';

/** The claims of a notebook or a cell about its language; free text, and often empty. */
export interface LanguageClaims {
  /** `kernelspec.language`, `language_info.name` and the like, in any order. */
  readonly languages: readonly unknown[];
  /** `kernelspec.name`, which counts when no language is named: anybody may call a kernel anything. */
  readonly kernelName: unknown;
}

/** "python", "Python 3", "ipython", "xpython", "pyspark"; Sage reads numbers in its own way and runs Python. */
const PYTHON = /python|pyspark|^sage(?:math)?\b/;
/** Languages whose kernels run no Python. Scala is none of them: its kernels for Spark have Python cells. */
const OTHER = new Set(
  (
    'r ir xr julia ruby javascript ijavascript node typescript deno bash sh shell zsh powershell c c++ cpp xcpp c# csharp ' +
    'f# fsharp java kotlin groovy go gophernotes rust haskell ocaml lua perl raku php matlab octave scilab sas stata ' +
    'scheme racket clojure elixir erlang fortran maxima gap prolog swift tcl coq lean wolfram mathematica sql xsql'
  ).split(' '),
);

/** The language of cells for which the claims are made; Python when nobody names one, as the format has it. */
export function languageOf({ languages, kernelName }: LanguageClaims): Language {
  const claimed = new Set(languages.map(normalize).flatMap((name) => (name === '' ? [] : [classify(name)])));
  if (claimed.size > 1) return 'unknown';
  const [only] = claimed;
  if (only !== undefined) return only;
  return OTHER.has(normalize(kernelName)) ? 'other' : 'python';
}

/** Lower case, without a version at the end. */
const normalize = (name: unknown): string =>
  typeof name === 'string'
    ? name
        .toLowerCase()
        .trim()
        .replace(/[-\s\d.]+$/, '')
    : '';

const classify = (name: string): Language =>
  PYTHON.test(name) ? 'python' : OTHER.has(name.replace(/ .*/, '')) ? 'other' : 'unknown';
