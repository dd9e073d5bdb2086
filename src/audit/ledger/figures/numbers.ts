/** Adds up figures that have names. Pure. */

/** Adds to each figure the other one of its name. */
export function addNumbers<Name extends string>(
  figures: Record<Name, number>,
  others: Readonly<Record<Name, number>>,
): void {
  for (const name in figures) figures[name] += others[name];
}
