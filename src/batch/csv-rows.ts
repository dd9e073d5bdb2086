/** Rows of comma-separated values as they arrive. Pure; by hand, because the quotes of RFC 4180 are all there is to it. */

/** In characters: no row of a list of ours or of a completion report comes near it. */
const MAX_ROW_LENGTH = 1_048_576;

/** The rows of a text that comes in pieces; a row that the end cuts off is given as it is, one that is far too long as an empty one. */
export async function* csvRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  const rows = new RowReader();
  for await (const chunk of chunks) yield* rows.push(decoder.decode(chunk, { stream: true }));
  yield* rows.push(decoder.decode());
  yield* rows.end();
}

class RowReader {
  #row: string[] = [];
  #cell = '';
  #isQuoted = false;
  /** True behind a quote inside quotes: a second one stands for itself, anything else ends them. */
  #isAfterQuote = false;
  #length = 0;

  *push(text: string): Generator<string[]> {
    for (const character of text) {
      this.#length += 1;
      if (this.#length % MAX_ROW_LENGTH === 0) this.#forget();
      if (this.#isQuoted && !this.#isAfterQuote) {
        if (character === '"') this.#isAfterQuote = true;
        else this.#cell += character;
        continue;
      }
      if (character === '"') {
        if (this.#isAfterQuote) this.#cell += '"';
        this.#isQuoted = true;
        this.#isAfterQuote = false;
        continue;
      }
      this.#isQuoted = false;
      this.#isAfterQuote = false;
      if (character === ',') this.#endCell();
      else if (character === '\n') yield this.#endRow();
      else if (character !== '\r') this.#cell += character;
    }
  }

  *end(): Generator<string[]> {
    if (this.#row.length > 0 || this.#cell !== '' || this.#isTooLong) yield this.#endRow();
  }

  get #isTooLong(): boolean {
    return this.#length >= MAX_ROW_LENGTH;
  }

  #endCell(): void {
    this.#row.push(this.#cell);
    this.#cell = '';
  }

  #endRow(): string[] {
    this.#endCell();
    const row = this.#isTooLong ? [] : this.#row;
    this.#forget();
    this.#length = 0;
    return row;
  }

  #forget(): void {
    this.#row = [];
    this.#cell = '';
  }
}
