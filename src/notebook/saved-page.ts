/** The HTML in a notebook's saved outputs: which of it holds the beacon. Knows JSON, and no HTML: that is handed in. */
import type { ByteOffset } from '../bytes/edit.ts';
import type { EmbeddedPage, HtmlVerdict } from '../verdict.ts';
import { decodeSource, type SourceText } from './code-cell.ts';
import type { RawPage } from './outputs.ts';

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
    const embedded = embeddedPage(page.cell, examiner.plan(page.page));
    return embedded === undefined ? [] : [embedded];
  });
  return found.length === 0 ? undefined : found;
}

function embeddedPage(cell: number, verdict: HtmlVerdict): EmbeddedPage | undefined {
  switch (verdict.kind) {
    case 'silent':
      return undefined;
    case 'reports-usage':
      return { cell, usageReporting: 'reports', beacon: verdict.beacon };
    case 'refused':
      // Text without any tag is shown as text.
      if (verdict.reason === 'not-html') return undefined;
      return verdict.beacon === undefined
        ? { cell, usageReporting: 'unknown' }
        : { cell, usageReporting: 'reports', beacon: verdict.beacon };
  }
}
