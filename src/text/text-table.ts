/** Texts by key: a Map, or a table that has room for more than fits into memory. */
export interface TextTable {
  get(key: string): string | undefined;
  has(key: string): boolean;
  set(key: string, text: string): unknown;
  delete(key: string): unknown;
}
