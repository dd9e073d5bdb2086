/** The bytes of a file as text, or why they are none. */
import { catchError } from '../text/catch-error.ts';
import type { FilePlan } from './finding.ts';

/** Text that is UTF-8; a byte order mark is skipped. */
export interface ReadText {
  readonly kind: 'text';
  readonly text: string;
  readonly skippedBytes: number;
}

/** `mentions` tells from what can be made out of other bytes whether a person has to look at them. */
export function readText(bytes: Uint8Array, mentions: (text: string) => boolean): ReadText | FilePlan {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const text = catchError(TypeError, () => decoder.decode(bytes));
  if (typeof text === 'string' && !text.includes('\0')) {
    const hasMark = text.startsWith('\ufeff');
    return { kind: 'text', text: hasMark ? text.slice(1) : text, skippedBytes: hasMark ? 3 : 0 };
  }
  if (!mentions(withoutZeros(bytes))) return { kind: 'no-training-job' };
  return isUtf16(bytes)
    ? UTF_16
    : bytes.includes(0)
      ? {
          kind: 'refused',
          reason: 'binary',
          detail: 'the file holds bytes that are no text: look into it by hand',
        }
      : { kind: 'refused', reason: 'not-utf-8', detail: 'the text is not UTF-8: save it as UTF-8' };
}

/** The plan of a file in UTF-16 that somebody has to look into. */
export const UTF_16: FilePlan = {
  kind: 'refused',
  reason: 'not-utf-8',
  detail: 'the text is UTF-16: save it as UTF-8',
};

/** Told by its mark, or by every other one of its first bytes being zero. */
export function isUtf16(bytes: Uint8Array): boolean {
  const [first, second, third, fourth] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isMarked || (first === 0 && third === 0) || (second === 0 && fourth === 0);
}

/** Of text in UTF-16 the ASCII is what it says; of other bytes no more than a hint. */
export const withoutZeros = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('latin1').replaceAll('\0', '');
