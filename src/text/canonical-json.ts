/**
 * JSON in one form, so that equal values have equal hashes: names in the order of their code units, no white space, texts
 * and numbers as `JSON.stringify` writes them. That is RFC 8785, except that half characters, which it forbids and a
 * ledger may hold, are escapes here. By hand: the package `canonicalize` takes twice as long, and throws on those. Pure.
 */

/** Text that stands between quotes as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;
const MAX_QUOTED_NAMES = 1_000;
const quotedNames = new Map<string, string>();

/** The canonical JSON of a value that JSON can hold; properties that are undefined are left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const parts = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const name of sortedNames(value)) {
    const part = parts[name];
    if (part !== undefined) text += `${text === '' ? '' : ','}${quoteName(name)}:${canonicalJson(part)}`;
  }
  return `{${text}}`;
}

const quote = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/** Many values have the same few names. */
function quoteName(name: string): string {
  const known = quotedNames.get(name);
  if (known !== undefined) return known;
  const quoted = quote(name);
  if (quotedNames.size < MAX_QUOTED_NAMES) quotedNames.set(name, quoted);
  return quoted;
}

/** Sorted by insertion: objects have few names, and for those a call of `sort` costs more than sorting. */
function sortedNames(value: object): string[] {
  const names = Object.keys(value);
  for (const [index, name] of names.entries()) {
    let at = index;
    for (let before = names[at - 1]; before !== undefined && before > name; before = names[at - 1]) {
      names[at] = before;
      at -= 1;
    }
    names[at] = name;
  }
  return names;
}
