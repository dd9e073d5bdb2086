/** What the scan and the program around it agree on, in both of their languages: plain numbers. */

/** Values may be nested this deep; notebooks are nested some ten deep, and Python's own reader gives up near 1,000. */
export const MAX_DEPTH = 500;

/** No number of sense has more characters. */
export const LONGEST_SCALAR = 1000;

/** The whole memory, in pages of 64 KiB: nearly every real notebook fits into it. */
export const MEMORY_BYTES = 393_216;

/** The address of the window. Before it stand the ends of the lists and objects that are open, a byte for each. */
export const WINDOW = 1024;

/** Bytes that stay in the window before the one that it is moved to: as many as are looked back at, or more. */
export const BYTES_BEFORE = 16;

/** Bytes that lie in the window behind one from which a token can be read, unless the file ends: any but a string. */
export const BYTES_AFTER = 1024;

/** Zeros behind the last byte of the window: as many as are read at once, or more. */
export const ZEROS_AFTER = 32;

/** What is wrong with the JSON. */
export const NO_COLON = 1;
export const NO_STRING = 2;
export const NO_VALUE = 3;
export const NO_COMMA = 4;
export const CONTROL_CHARACTER = 5;
export const BROKEN_ESCAPE = 6;
export const TOO_DEEP = 7;

/** What is known of a value that may be text: bits of one number. */
export const IS_TEXT = 1;
export const IS_PLAIN = 2;
export const HAS_FIRST = 4;
export const HAS_SECOND = 8;
