/** The list's state: which records match, in which order, and which page of them is shown. Pure. */
import type { AuditRecord } from '../../record/schema.ts';
import { formatCount } from '../format.ts';
import type { Column } from './columns.ts';
import { type Filter, RecordSearch } from './record-search.ts';

const PAGE_SIZE = 50;

/** A view of records that starts with the first page of all. */
export class RecordView {
  readonly records: readonly AuditRecord[];
  readonly #search: RecordSearch;
  #matching: readonly AuditRecord[];
  #filter: Filter = { query: '', outcome: '', kind: '' };
  #order: { readonly column: Column; readonly isDescending: boolean } | undefined;
  #page = 0;

  constructor(records: readonly AuditRecord[]) {
    this.records = records;
    this.#search = new RecordSearch(records);
    this.#matching = records;
  }

  /** Shows the first page of the records that match. */
  filter(filter: Filter): void {
    this.#filter = filter;
    this.#update();
  }

  /** Sorts by a column, descending when it was sorted ascending before; returns the order. */
  sortBy(column: Column): 'ascending' | 'descending' {
    const isDescending = this.#order?.column === column && !this.#order.isDescending;
    this.#order = { column, isDescending };
    this.#update();
    return isDescending ? 'descending' : 'ascending';
  }

  /** Goes forward by a number of pages, or back by a negative one; stays within the pages. */
  turnPages(step: number): void {
    this.#page = Math.min(Math.max(0, this.#page + step), this.pageCount - 1);
  }

  /** True when there is a page that many pages ahead, or behind for a negative number. */
  canTurnPages(step: number): boolean {
    return this.#page + step >= 0 && this.#page + step < this.pageCount;
  }

  get matchingCount(): number {
    return this.#matching.length;
  }

  /** The page's number, from 1. */
  get pageNumber(): number {
    return this.#page + 1;
  }

  /** The number of pages, at least 1. */
  get pageCount(): number {
    return Math.max(1, Math.ceil(this.#matching.length / PAGE_SIZE));
  }

  /** The records of the page. */
  get onPage(): readonly AuditRecord[] {
    return this.#matching.slice(this.#start, this.#end);
  }

  /** The matching records of the pages before this one. */
  get beforePage(): readonly AuditRecord[] {
    return this.#matching.slice(0, this.#start);
  }

  /** The matching records of the pages after this one. */
  get afterPage(): readonly AuditRecord[] {
    return this.#matching.slice(this.#end);
  }

  /** A sentence such as `60 of 300 records match, showing 51 to 60`. */
  describePage(): string {
    return this.#describe(this.#start, this.#end);
  }

  /** The sentence for when all matching records are shown. */
  describeAll(): string {
    return this.#describe(0, this.#matching.length);
  }

  get #start(): number {
    return this.#page * PAGE_SIZE;
  }

  get #end(): number {
    return Math.min(this.#start + PAGE_SIZE, this.#matching.length);
  }

  #describe(start: number, end: number): string {
    if (this.#matching.length === 0) return 'No records match.';
    return `${formatCount(this.#matching.length)} of ${formatCount(this.records.length)} records match, showing ${formatCount(start + 1)} to ${formatCount(end)}`;
  }

  #update(): void {
    const matching = this.#search.find(this.#filter);
    this.#matching = this.#order === undefined ? matching : matching.sort(comparatorOf(this.#order));
    this.#page = 0;
  }
}

/** Compares by code units; records with equal values keep their order. */
function comparatorOf({ column, isDescending }: { column: Column; isDescending: boolean }) {
  const sign = isDescending ? -1 : 1;
  return (a: AuditRecord, b: AuditRecord): number => {
    const [left, right] = [column.textOf(a), column.textOf(b)];
    return left < right ? -sign : left > right ? sign : 0;
  };
}
