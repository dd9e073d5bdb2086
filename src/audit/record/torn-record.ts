/** Recognizes lines of a ledger that a crash cut off, and finds out whether a later line has the record of each. Pure. */
import { catchError } from '../../text/catch-error.ts';

/** Every record that this software writes begins so. */
const BEGINNING = '{"schema":"profiler-opt-out/audit/';

/** True for the beginning of a record, short of its end. A line that is whole and no record was not cut off. */
export const isTornRecord = (line: string): boolean =>
  (line.startsWith(BEGINNING) || (line !== '' && BEGINNING.startsWith(line))) &&
  catchError(SyntaxError, () => JSON.parse(line)) instanceof SyntaxError;

/** A line that was cut off behind the id of its record. */
interface CutLine {
  readonly place: string;
  /** Of a later line that has a record with that id. */
  remadeAt?: string;
}

/** Of more, none is held: crashes do not cut as many. */
const MAX_LINES = 1_000;
const ID = /^\{"schema":"[^"]*","id":"([0-9a-f]{64})"/;

/** The cut lines of ledgers. All of them come before the records that are observed after them. */
export class CutLines {
  readonly #lines: CutLine[] = [];
  readonly #byId = new Map<string, CutLine[]>();

  /** Holds a line; false when it does not show its id, or when too many are held. */
  add(place: string, text: string): boolean {
    const id = ID.exec(text)?.[1];
    if (id === undefined || this.#lines.length === MAX_LINES) return false;
    const line: CutLine = { place };
    this.#lines.push(line);
    this.#byId.set(id, [...(this.#byId.get(id) ?? []), line]);
    return true;
  }

  /** Looks whether a record is that of a cut line. */
  observe(id: string, place: string): void {
    for (const line of this.#byId.get(id) ?? [])
      if (isLaterInPart(place, line.place)) line.remadeAt ??= place;
  }

  /** Those without a later line that has their record, and those with one, in the order in which they came. */
  get all(): readonly Readonly<CutLine>[] {
    return this.#lines;
  }
}

/** True for places of one file or object of a ledger, in that order. */
function isLaterInPart(place: string, earlier: string): boolean {
  const [[name, line], [ownName, ownLine]] = [partsOf(place), partsOf(earlier)];
  return name === ownName && line > ownLine;
}

/** A place is the name of a file or object, and behind the last space the number of the line. */
function partsOf(place: string): readonly [name: string, line: number] {
  const end = place.lastIndexOf(' ');
  return [place.slice(0, end), Number(place.slice(end + 1))];
}
