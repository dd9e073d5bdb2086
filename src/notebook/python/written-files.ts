/** Files that a notebook writes with Python in them, and cells that run them. */

const WRITE_MAGIC = /^\s*%%(?:writefile|file)[ \t]+(?:-a[ \t]+)?(\S+)/;
/** A shell's redirection into a file of Python. */
const REDIRECTION = /(?:>|\btee(?:[ \t]+-a)?)[ \t]*(["']?)([\w./-]+\.i?py)\b\1/g;
/** The name of a module or a file: after `import`, `%run` or `-m`, and names that end as those of programs do. */
const MODULE =
  /\b(?:import|from)[ \t]+([\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+(?:[ \t]+as[ \t]+\w+)?)*)|(?:%run|-m)[ \t]+(?:-\w+[ \t]+)*["']?(?:[\w.-]*\/)*([\w.-]+)|(?<![\w-])([\w-]+\.\w+)\b/g;

/** The names of the files that a cell writes, folders and endings left out. */
export function writtenFiles(text: string): string[] {
  if (!text.includes('%%') && !text.includes('>') && !text.includes('tee')) return [];
  const file = WRITE_MAGIC.exec(text)?.[1];
  const paths = file === undefined ? [...text.matchAll(REDIRECTION)].map((match) => match[2]) : [file];
  return paths.map((path = '') => stemOf(path.replaceAll(/["']/g, '')));
}

/** The names, in the same form, that a cell runs, imports or mentions as files; the file it writes itself left out. */
export function namedFiles(text: string): string[] {
  const body = text.replace(WRITE_MAGIC, '');
  return [...body.matchAll(MODULE)].flatMap(([, imported, run, named = '']) => {
    if (imported === undefined) return [stemOf(run ?? named)];
    return imported.split(',').map((module) => lastPart(module.trim().replace(/\s.*/, '')));
  });
}

const lastPart = (module: string): string => module.slice(module.lastIndexOf('.') + 1);

const stemOf = (path: string): string => path.replace(/^.*\//, '').replace(/\.\w+$/, '');
