/** A row of the bench's table: something measured, and what it is to be measured by. */

/** Text as it stands in the table. */
export interface Row {
  readonly measured: string;
  readonly figure: string;
  /** The goal; absent where the figure is only there to be known. */
  readonly goal?: string;
  /** What takes most of the time, or bounds it, now. */
  readonly limit?: string;
}

/** A part of the table. Its folder is its own, and is removed afterwards. */
export type Measurement = (folder: string) => AsyncIterable<Row>;

/** A ratio. */
export const times = (ratio: number): string => `${ratio.toFixed(2)} x`;

/** A ratio, and the milliseconds it stands for. */
export const timesMs = (ratio: number, ms: number): string => `${times(ratio)} (${ms.toFixed(2)} ms)`;

/** Bytes. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/** The exponent with which a time grows that goes from `small` to `large` when the input gets `factor` times as large. */
export const exponentOf = (small: number, large: number, factor: number): number =>
  Math.log(large / small) / Math.log(factor);
