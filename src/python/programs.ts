/** Texts that a notebook hands to other programs, and whether Python is one of them. */

/** A Python, or what runs notebooks, as a whole word where a command can stand; a folder of that name is none. */
const PYTHON_COMMAND =
  /(?:^|[\s;&|(`"'=/!])(?:i?python|pypy|jupyter|papermill|runipy|pyspark|spark-submit|sage)[\d.]*(?:\.exe)?(?=[\s"'`;&|)<>]|$)/im;
const PYTHON_VARIABLE = /sys\.executable|\$\{?\w*PYTHON/i;
/** Calls by which JavaScript, R and Julia run Python. */
const PYTHON_BRIDGE = /kernel\s*\??\.\s*(?:execute|requestExecute)\b|\bpy_run_|\breticulate\b|\bPyCall\b/;

/** True when a text of another language may start Python, so that the text may hold Python itself. */
export const mayStartPython = (text: string): boolean =>
  PYTHON_COMMAND.test(text) || PYTHON_VARIABLE.test(text) || PYTHON_BRIDGE.test(text);

/** The reader of the body of a cell that is handed to a program. */
export type BodyReader = 'python' | 'foreign' | 'unknown';

const PYTHON_PROGRAM = /^(?:i?python|pypy)[\d.]*$/;
const FOREIGN_PROGRAM =
  /^(?:bash|sh|zsh|dash|ksh|fish|perl|ruby|node|rscript|r|julia|octave|lua|php|awk|sed|tee|cat|grep|wc|sort|echo|true|false)[\d.]*$/;
const SCRIPT_VALUE_OPTIONS = ['--out', '--err', '--proc'];
const SCRIPT_FLAGS = /^--(?:bg|no-raise-error|(?:out|err|proc)=.*)$/;
/** Options of Python with which it reads a program from its input; `-c` and `-m` are none. */
const PYTHON_FLAGS = /^-[bBdEhiIOPqRsSuvVx]*$/;
const PYTHON_VALUE_OPTIONS = ['-W', '-X'];

/**
 * The reader of the body of `%%script <command>`. The command may go through `env`; a Python that is given a program of
 * its own reads the body as its input, and what becomes of it is unknown.
 */
export function readerOf(command: string): BodyReader {
  const words = command.split(/\s+/).filter((word) => word !== '');
  let at = skipOptions(words, 0, SCRIPT_FLAGS, SCRIPT_VALUE_OPTIONS);
  if (programOf(words[at]) === 'env') at = skipOptions(words, at + 1, /^(?:-|-[iS0v]+|\w+=.*)$/, ['-u']);
  const program = programOf(words[at]);
  if (FOREIGN_PROGRAM.test(program)) return 'foreign';
  if (!PYTHON_PROGRAM.test(program) && program !== '{sys.executable}') return 'unknown';
  at = skipOptions(words, at + 1, new RegExp(`${PYTHON_FLAGS.source}|${SCRIPT_FLAGS.source}`), [
    ...PYTHON_VALUE_OPTIONS,
    ...SCRIPT_VALUE_OPTIONS,
  ]);
  return at >= words.length ? 'python' : 'unknown';
}

function skipOptions(
  words: readonly string[],
  from: number,
  flags: RegExp,
  valueOptions: readonly string[],
): number {
  let at = from;
  for (let word = words[at]; word !== undefined; word = words[at]) {
    if (valueOptions.includes(word)) at += 2;
    else if (flags.test(word)) at += 1;
    else break;
  }
  return at;
}

/** The last part of the path, quotes and `.exe` left out. */
const programOf = (word = ''): string =>
  word
    .replaceAll(/["']/g, '')
    .replace(/^.*[/\\]/, '')
    .replace(/\.exe$/i, '')
    .toLowerCase();
