/** The names between the slashes of a path. Pure. */

/** What `path.split('/').includes(name)` answers, without making all of the names. */
export function hasSegment(path: string, name: string): boolean {
  if (name.includes('/')) return false;
  for (let at = path.indexOf(name); at !== -1; at = path.indexOf(name, at + 1)) {
    const end = at + name.length;
    if ((at === 0 || path[at - 1] === '/') && (end === path.length || path[end] === '/')) return true;
    // The empty name is found behind the last character, again and again.
    if (at === path.length) return false;
  }
  return false;
}
