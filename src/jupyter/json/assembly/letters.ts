/** Bytes that mean something in JSON. */
export const SPACE: u8 = 0x20;
export const QUOTE: u8 = 0x22;
export const PLUS: u8 = 0x2b;
export const COMMA: u8 = 0x2c;
export const MINUS: u8 = 0x2d;
export const POINT: u8 = 0x2e;
export const COLON: u8 = 0x3a;
export const OPEN_LIST: u8 = 0x5b;
export const BACKSLASH: u8 = 0x5c;
export const CLOSE_LIST: u8 = 0x5d;
export const LETTER_N: u8 = 0x6e;
export const LETTER_U: u8 = 0x75;
export const OPEN_OBJECT: u8 = 0x7b;
export const CLOSE_OBJECT: u8 = 0x7d;
