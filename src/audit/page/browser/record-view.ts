/** The list's state: which versions match, in which order, and which page of them is shown. Pure. */
import { formatCount } from '../format.ts';
import { type Filter, RecordSearch } from './record-search.ts';
import type { ListedVersion } from './versions.ts';

/** One column of the list: its heading, and the text that it is sorted by. */
export interface Column {
  readonly heading: string;
  readonly textOf: (version: ListedVersion) => string;
}

/** What reports usage comes last when sorted upwards. */
const REPORTING_ORDER = { no: '0', unknown: '1', yes: '2' } as const;
/** The column by which the versions come sorted, downwards. */
export const REPORTS_NOW: Column = {
  heading: 'Reports now',
  textOf: ({ reporting }) => REPORTING_ORDER[reporting],
};
/** The columns in their order. */
export const COLUMNS: readonly Column[] = [
  REPORTS_NOW,
  { heading: 'State', textOf: ({ state }) => state },
  { heading: 'Object', textOf: ({ record }) => record.object.key },
  { heading: 'Superseded by', textOf: ({ superseded }) => superseded?.at ?? '' },
  { heading: 'Last modified', textOf: ({ record }) => record.object.lastModified ?? '' },
  { heading: 'Recorded', textOf: ({ record }) => record.recordedAt },
];
const PAGE_SIZE = 50;

/** A view of versions, which come with those that report usage first; it starts with the first page of all. */
export class RecordView {
  readonly versions: readonly ListedVersion[];
  readonly #search: RecordSearch;
  #filter: Filter = { query: '', reporting: '', state: '', kind: '' };
  #column = REPORTS_NOW;
  #isDescending = true;
  #isFirstOrder = true;
  #matching: readonly ListedVersion[];
  #page = 0;

  constructor(versions: readonly ListedVersion[]) {
    this.versions = versions;
    this.#matching = versions;
    this.#search = new RecordSearch(versions);
  }

  /** Shows the first page of the versions that match. */
  filter(filter: Filter): void {
    this.#filter = filter;
    this.#update();
  }

  /** Sorts by a column, descending when it was sorted ascending before; returns the order. */
  sortBy(column: Column): 'ascending' | 'descending' {
    this.#isDescending = this.#column === column && !this.#isDescending;
    this.#column = column;
    this.#isFirstOrder = false;
    this.#update();
    return this.#isDescending ? 'descending' : 'ascending';
  }

  /** Goes forward by a number of pages, or back by a negative one; stays within the pages. */
  turnPages(step: number): void {
    this.#page = Math.min(Math.max(0, this.#page + step), this.pageCount - 1);
  }

  /** True when there is a page that many pages ahead, or behind for a negative number. */
  canTurnPages(step: number): boolean {
    return this.#page + step >= 0 && this.#page + step < this.pageCount;
  }

  /** All versions that match, in their order. */
  get matching(): readonly ListedVersion[] {
    return this.#matching;
  }

  /** The page's number, from 1. */
  get pageNumber(): number {
    return this.#page + 1;
  }

  /** The number of pages, at least 1. */
  get pageCount(): number {
    return Math.max(1, Math.ceil(this.#matching.length / PAGE_SIZE));
  }

  /** The range of the page in `matching`; `end` is exclusive. */
  get range(): { readonly start: number; readonly end: number } {
    const start = this.#page * PAGE_SIZE;
    return { start, end: Math.min(start + PAGE_SIZE, this.#matching.length) };
  }

  /** A sentence for when a range of `matching` is shown, such as `60 of 300 versions match, showing 51 to 60`. */
  describe({ start, end } = this.range): string {
    if (this.#matching.length === 0) return 'No versions match.';
    const counts = `${formatCount(this.#matching.length)} of ${formatCount(this.versions.length)}`;
    return `${counts} versions match, showing ${formatCount(start + 1)} to ${formatCount(end)}`;
  }

  #update(): void {
    const matching = this.#search.find(this.#filter);
    this.#matching = this.#isFirstOrder
      ? matching
      : matching.sort(compareBy(this.#column, this.#isDescending));
    this.#page = 0;
  }
}

/** Compares by code units; versions with equal texts keep their order. */
function compareBy({ textOf }: Column, isDescending: boolean) {
  const sign = isDescending ? -1 : 1;
  return (a: ListedVersion, b: ListedVersion): number =>
    textOf(a) < textOf(b) ? -sign : textOf(a) > textOf(b) ? sign : 0;
}
