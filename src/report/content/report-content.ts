/** Tells by its bytes whether a notebook or page may be a report, much faster than a verdict is found. Pure. */
import { BEACON_ID, findSpellings } from '../../html/spellings.ts';
import { SETUP_FUNCTION } from '../../notebook/python/setup-function.ts';
import { normalForm } from '../../python/normal-form.ts';
import type { ObjectKind } from '../key.ts';

/**
 * True when the bytes could hold a setup call or a beacon, also in another spelling that JSON, Python or HTML allow; a
 * notebook's saved outputs may hold a page with its beacon. Wrong only by saying true too often.
 */
export function mayBeReport(kind: ObjectKind, bytes: Uint8Array): boolean {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (kind === 'html') return findSpellings(content).length > 0;
  if (content.includes(SETUP_FUNCTION) || content.includes(BEACON_ID)) return true;
  const text = normalForm(decodeEscapes(content.toString()));
  return text.includes(SETUP_FUNCTION) || text.includes(BEACON_ID);
}

/** JSON may write any character as an escape. */
const decodeEscapes = (text: string): string =>
  text.includes('\\u')
    ? text.replace(/\\u([0-9a-f]{4})/gi, (_escape, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : text;
