/** The HTML in a notebook's saved outputs: which of it holds the beacon. Knows JSON, and no HTML: that is handed in. */
import { applyEdits, type ByteEdit, type ByteOffset, byteOffset, editOf, endOf } from '../bytes/edit.ts';
import type { EmbeddedPage, HtmlVerdict } from '../verdict.ts';
import { readSource } from './cell-edits.ts';
import { decodeSource, type SourceText } from './code-cell.ts';
import type { RawPage } from './outputs.ts';
import { codeUnitOffset, SourceMap } from './source-map.ts';

/** What has to be known of HTML. */
export interface PageExaminer {
  /** False only when a page in these bytes certainly holds no trace of a beacon; they may be a part of JSON. */
  mayHoldBeacon(bytes: Buffer): boolean;
  plan(page: Uint8Array): HtmlVerdict;
}

/** The HTML of one output, decoded only when somebody asks for it. */
export class SavedPage {
  /** The code cell, counted from 1. */
  readonly cell: number;
  readonly #raw: RawPage;
  readonly #bytes: Uint8Array;
  #source: SourceText | undefined;

  /** `bytes` are those of the whole file. */
  constructor(bytes: Uint8Array, cell: number, raw: RawPage) {
    this.#bytes = bytes;
    this.cell = cell;
    this.#raw = raw;
  }

  get start(): ByteOffset {
    return this.#raw.start;
  }

  get end(): ByteOffset {
    return this.#raw.end;
  }

  /** The page, joined as the format's own reader does. */
  get source(): SourceText {
    this.#source ??= decodeSource(this.#written, this.#raw.nbformat);
    return this.#source;
  }

  /** The page as UTF-8; half a character is written as U+FFFD, which is one code unit, too. */
  get page(): Buffer {
    return Buffer.from(this.source.text);
  }

  /** Asks of the bytes as they stand in the file where these suffice: nearly always. */
  mayHoldBeacon({ mayHoldBeacon }: PageExaminer): boolean {
    return mayHoldBeacon(this.#raw.isPlain ? this.#written : this.page);
  }

  /**
   * The edits of the file that take out the bytes which spell a part of the page, given by an edit of the page; none
   * where the file would not read as the page without that part: in nbformat 3 some line feeds have to stay.
   */
  removalOf(edit: ByteEdit): readonly ByteEdit[] {
    const { text } = this.source;
    const { page } = this;
    const from = page.toString('utf8', 0, edit.start).length;
    const to = from + page.toString('utf8', edit.start, endOf(edit)).length;
    const ranges = new SourceMap(this.#bytes, this).toByteRanges(codeUnitOffset(from), codeUnitOffset(to));
    const edits = ranges.map(({ start, end }) => ({
      ...editOf(this.#bytes, start, end, new Uint8Array()),
      cell: this.cell,
    }));
    const own = edits.map((each) => ({ ...each, start: byteOffset(each.start - this.start) }));
    const after = readSource(applyEdits(this.#written, own), this.#raw.nbformat);
    return after === text.slice(0, from) + text.slice(to) ? edits : [];
  }

  get #written(): Buffer {
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + this.start, this.end - this.start);
  }
}

/** The pages that report usage, or may, in order; undefined when there are none. */
export function findEmbeddedPages(
  pages: readonly SavedPage[],
  examiner: PageExaminer,
): readonly EmbeddedPage[] | undefined {
  const found = pages.flatMap((page) => {
    if (!page.mayHoldBeacon(examiner)) return [];
    const embedded = embeddedPage(page, examiner.plan(page.page));
    return embedded === undefined ? [] : [embedded];
  });
  return found.length === 0 ? undefined : found;
}

function embeddedPage(page: SavedPage, verdict: HtmlVerdict): EmbeddedPage | undefined {
  const { cell } = page;
  switch (verdict.kind) {
    case 'silent':
      return undefined;
    case 'reports-usage':
      return { cell, usageReporting: 'reports', beacon: verdict.beacon, ...removal(page, verdict.edits) };
    case 'refused':
      // Text without any tag is shown as text.
      if (verdict.reason === 'not-html') return undefined;
      return verdict.beacon === undefined
        ? { cell, usageReporting: 'unknown' }
        : { cell, usageReporting: 'reports', beacon: verdict.beacon };
  }
}

/** One edit takes out the element. */
function removal(page: SavedPage, edits: readonly ByteEdit[]): Pick<EmbeddedPage, 'edits'> {
  const own = edits.flatMap((edit) => page.removalOf(edit));
  return own.length === 0 ? {} : { edits: own };
}
