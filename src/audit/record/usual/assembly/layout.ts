/** What the scan and the program around it agree on, in both of their languages: plain numbers. */

/** The whole memory, in pages of 64 KiB. */
export const MEMORY_BYTES = 524_288;

/** The address of the table of forms, which ends before the slots. */
export const TABLE = 1024;
/** The address of the slots: what was found of each form, four numbers each. */
export const SLOTS = 32_768;
/** The address of the items of lists that are being written: two numbers each. */
export const ITEMS = 49_152;
/** The address of the line, and its most bytes. */
export const LINE = 65_536;
export const MAX_SCANNED_BYTES = 65_536;
/** Zeros behind the line: as many as are read at once, or more. */
export const ZEROS_AFTER = 32;
/** The address of what is written: each object and list once, parts of others in them. */
export const WRITTEN = 135_168;

/**
 * The kinds of forms. A form is a row of numbers: its kind, its slot, and what its kind has:
 * a text its least length, a count its least value, words their number and for each its address and length, a list its
 * item's form, an object the number of its members, for each the address and length of `"name":`, its form and whether
 * it has to be there, then the number of those to write and their indexes in the order in which they are written.
 */
export const TEXT = 1;
export const HASH = 2;
export const BASE64 = 3;
export const INSTANT = 4;
export const COUNT = 5;
export const WORDS = 6;
export const LIST = 7;
export const OBJECT = 8;

/** Instead of the index of a member: what it would be is left out, and the place of it is kept. */
export const GAP = -1;

/** The numbers of a slot: where the value begins (0 where there is none) and ends in the line, and in what is written. */
export const BEGIN = 0;
export const END = 4;
export const TEXT_BEGIN = 8;
export const TEXT_END = 12;
export const SLOT_BYTES = 16;
