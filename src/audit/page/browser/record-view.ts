/** The list's state: which records match, in which order, and which page of them is shown. Pure. */
import type { AuditRecord } from '../../record/schema.ts';
import { formatCount } from '../format.ts';
import { type Filter, RecordSearch } from './record-search.ts';

/** One column of the list: its heading, and the text that it is sorted by. */
export interface Column {
  readonly heading: string;
  readonly textOf: (record: AuditRecord) => string;
}

/** The columns in their order. */
export const COLUMNS: readonly Column[] = [
  { heading: 'Outcome', textOf: ({ outcome }) => outcome },
  { heading: 'Object', textOf: ({ object }) => object.key },
  { heading: 'Last modified', textOf: ({ object }) => object.lastModified ?? '' },
  { heading: 'Recorded', textOf: ({ recordedAt }) => recordedAt },
];
const PAGE_SIZE = 50;

/** A view of records that starts with the first page of all. */
export class RecordView {
  readonly records: readonly AuditRecord[];
  readonly #search: RecordSearch;
  #filter: Filter = { query: '', outcome: '', kind: '' };
  #column: Column | undefined;
  #isDescending = false;
  #matching: readonly AuditRecord[];
  #page = 0;

  constructor(records: readonly AuditRecord[]) {
    this.records = records;
    this.#matching = records;
    this.#search = new RecordSearch(records);
  }

  /** Shows the first page of the records that match. */
  filter(filter: Filter): void {
    this.#filter = filter;
    this.#update();
  }

  /** Sorts by a column, descending when it was sorted ascending before; returns the order. */
  sortBy(column: Column): 'ascending' | 'descending' {
    this.#isDescending = this.#column === column && !this.#isDescending;
    this.#column = column;
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

  /** All records that match, in their order. */
  get matching(): readonly AuditRecord[] {
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

  /** A sentence for when a range of `matching` is shown, such as `60 of 300 records match, showing 51 to 60`. */
  describe({ start, end } = this.range): string {
    if (this.#matching.length === 0) return 'No records match.';
    const counts = `${formatCount(this.#matching.length)} of ${formatCount(this.records.length)}`;
    return `${counts} records match, showing ${formatCount(start + 1)} to ${formatCount(end)}`;
  }

  #update(): void {
    const matching = this.#search.find(this.#filter);
    this.#matching =
      this.#column === undefined ? matching : matching.sort(compareBy(this.#column, this.#isDescending));
    this.#page = 0;
  }
}

/** Compares by code units; records with equal texts keep their order. */
function compareBy({ textOf }: Column, isDescending: boolean) {
  const sign = isDescending ? -1 : 1;
  return (a: AuditRecord, b: AuditRecord): number =>
    textOf(a) < textOf(b) ? -sign : textOf(a) > textOf(b) ? sign : 0;
}
