/**
 * What is known of IPython's magics: which run Python, which never do. Tables only.
 * Source: IPython, core/magics and core/inputtransformer2.py; memory_profiler and line_profiler for theirs.
 */

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

/** Line magics that run no Python of the notebook: help, listings, package managers, shells. */
export const HARMLESS_LINE_MAGICS: ReadonlySet<string> = new Set(
  'pinfo pinfo2 pdoc pdef psource pfile pycat psearch who who_ls whos page pip conda mamba micromamba uv system sx'.split(
    ' ',
  ),
);

/** Cell magics whose body is Python; those of `PYTHON_CELL_LINES` also run the rest of their own line. */
export const PYTHON_CELL_MAGICS: ReadonlySet<string> = new Set(
  'time timeit capture prun debug memit mprun lprun snakeviz python python2 python3 pypy local'.split(' '),
);

/** Cell magics whose own line is Python too (`%%timeit` runs it as set-up), with their options that take a value. */
export const PYTHON_CELL_LINES: ReadonlyMap<string, string> = new Map([['timeit', 'nrpv']]);

/** Cell magics whose body is another language, or text. */
export const OTHER_CELL_MAGICS: ReadonlySet<string> = new Set(
  (
    'bash sh zsh cmd powershell script system sx ! html HTML javascript js latex markdown svg SVG perl ruby R ' +
    'writefile file sql bigquery cython pyximport fortran julia octave matlab mermaid css'
  ).split(' '),
);
