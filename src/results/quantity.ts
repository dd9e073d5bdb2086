/** A number with its noun. Pure. */

/** With commas, as in 12,345. */
export const renderCount = (count: number): string => count.toLocaleString('en-US');

/** Such as `1 object` and `2,000 objects`; the plural adds an s unless it is given. */
export const quantity = (count: number, one: string, many = `${one}s`): string =>
  `${renderCount(count)} ${count === 1 ? one : many}`;
