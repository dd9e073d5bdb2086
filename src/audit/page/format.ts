/** Numbers and instants as people read them, in the page and in its script. Pure. */

/** A number such as `12,345`. */
export const formatCount = (count: number): string => count.toLocaleString('en-US');

/** A number with its unit, such as `1 copy` or `12,345 copies`. */
export const formatQuantity = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** An instant such as `2026-01-31 12:00:00 UTC`, from ISO 8601 in UTC. */
export const formatInstant = (instant: string): string => `${instant.slice(0, 19).replace('T', ' ')} UTC`;
