/** The scan over JSON as plainly as it can be written, byte for byte: what the one in WebAssembly is compared with. */

/** The end of a value, or what is wrong at which byte. */
export type ReferenceAnswer = { readonly end: number } | { readonly problem: string; readonly at: number };

class Wrong extends Error {
  readonly at: number;

  constructor(problem: string, at: number) {
    super(problem);
    this.at = at;
  }
}

/** Moves over the value that begins at or after `start`, which lies `depth` deep. */
export function referenceScan(
  bytes: Buffer,
  start: number,
  depth: number,
  maxDepth: number,
): ReferenceAnswer {
  try {
    return { end: endOfValue(bytes, start, depth, maxDepth) };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { problem: error.at >= bytes.length ? 'the end of the file' : error.message, at: error.at };
  }
}

const charAt = (bytes: Buffer, at: number): string => bytes.toString('latin1', at, at + 1);

function endOfSpace(bytes: Buffer, start: number): number {
  let at = start;
  while (/[ \t\r\n]/.test(charAt(bytes, at))) at += 1;
  return at;
}

function endOfValue(bytes: Buffer, start: number, depth: number, maxDepth: number): number {
  const at = endOfSpace(bytes, start);
  const first = charAt(bytes, at);
  if (first === '"') return endOfString(bytes, at);
  if (first !== '[' && first !== '{') return endOfScalar(bytes, at);
  const close = first === '[' ? ']' : '}';
  let next = endOfSpace(bytes, at + 1);
  if (depth >= maxDepth) throw new Wrong('nested too deep', next);
  if (charAt(bytes, next) === close) return next + 1;
  for (;;) {
    if (first === '{') {
      next = endOfSpace(bytes, endOfString(bytes, endOfSpace(bytes, next)));
      if (charAt(bytes, next) !== ':') throw new Wrong('not a colon', next);
      next += 1;
    }
    next = endOfSpace(bytes, endOfValue(bytes, next, depth + 1, maxDepth));
    if (charAt(bytes, next) === close) return next + 1;
    if (charAt(bytes, next) !== ',') throw new Wrong('not a comma or the end of the list or object', next);
    next += 1;
  }
}

function endOfString(bytes: Buffer, start: number): number {
  if (charAt(bytes, start) !== '"') throw new Wrong('not the start of a string', start);
  for (let at = start + 1; ; ) {
    const char = charAt(bytes, at);
    if (char === '"') return at + 1;
    if (char < ' ') throw new Wrong('a control character in a string', at);
    if (char !== '\\') at += 1;
    else {
      const [escaped] = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(bytes.toString('latin1', at, at + 6)) ?? [];
      if (escaped === undefined) throw new Wrong('a broken escape', at);
      at += escaped.length;
    }
  }
}

const LONGEST = 1000;
const SCALAR = /^(?:true|false|null|NaN|-?Infinity|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)$/;

function endOfScalar(bytes: Buffer, start: number): number {
  const [text = ''] = /^[-+.0-9a-zA-Z]*/.exec(bytes.toString('latin1', start, start + LONGEST + 1)) ?? [];
  if (text.length > LONGEST || !SCALAR.test(text)) throw new Wrong('no JSON value', start);
  return start + text.length;
}
