/**
 * IPython's magics: which run Python, which never do. Tables only, kept by hand: no package lists what the magics
 * of IPython and of its usual extensions run.
 * Source: IPython, core/magics and core/inputtransformer2.py; memory_profiler and line_profiler for theirs.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Magics whose argument is Python to run, with their options that take a value. */
export const PYTHON_LINE_MAGICS: ReadonlyMap<string, string> = new Map([
  ['time', ''],
  ['timeit', 'nrpv'],
  ['prun', 'lsTD'],
  ['debug', 'b'],
  ['memit', 'rti'],
  ['mprun', 'fT'],
  ['lprun', 'fmDTuz'],
  ['snakeviz', 'f'],
]);

/** Line magics that run no Python of the notebook themselves: help, listings, package managers, shells. */
export const HARMLESS_LINE_MAGICS = words(
  'pinfo pinfo2 pdoc pdef psource pfile pycat psearch who who_ls whos page pip conda mamba micromamba uv system sx',
);

/** Cell magics whose body is Python; those of `PYTHON_CELL_LINES` also run the rest of their own line. */
export const PYTHON_CELL_MAGICS = words('time timeit capture prun debug memit mprun lprun snakeviz local');

/** Cell magics whose own line is Python too (`%%timeit` runs it as set-up), with their options that take a value. */
export const PYTHON_CELL_LINES: ReadonlyMap<string, string> = new Map([['timeit', 'nrpv']]);

/** Cell magics that give their body to the program of their own name, as `%%script` does to the one it names. */
export const PROGRAM_CELL_MAGICS = words('python python2 python3 pypy bash sh perl ruby');

/** Cell magics whose body is another language; what it says may still start Python. */
export const FOREIGN_CELL_MAGICS = words(
  'zsh cmd powershell pwsh system sx ! html HTML javascript js R julia octave matlab',
);

/** Cell magics whose body is text, or a language that starts no programs. */
export const TEXT_CELL_MAGICS = words(
  'latex markdown svg SVG writefile file sql bigquery fortran mermaid css',
);
