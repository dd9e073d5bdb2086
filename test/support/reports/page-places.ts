/** Reads test/cases/pages.txt: pages with their verdict, and with how often Chromium asks the report host. */
import { readFileSync } from 'node:fs';
import { ARN, BEACON, SRC } from './beacon.ts';

/** How often a browser asks the report host when it opens the page. */
export type Asks = 'never' | 'once';

/** One page of the file. */
export interface PageCase {
  readonly title: string;
  readonly html: string;
  /** A verdict's kind, and the reason of a refusal behind it. */
  readonly verdict: string;
  readonly asks: Asks;
  readonly asksWithoutScripts: Asks;
}

const escapeAttribute = (html: string): string => html.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const EXPECTED = /^([\w -]+); asks (never|once)(?:, without scripts (never|once))?$/;

/** All cases, in order. @throws Error that names the case without an expectation */
export function readPageCases(): PageCase[] {
  const [, ...cases] = readFileSync(new URL('../../cases/pages.txt', import.meta.url), 'utf8').split(
    /^### /m,
  );
  return cases.map((text) => {
    const [title = '', ...lines] = text.trimEnd().split('\n');
    const [, verdict, asks, asksWithoutScripts] = EXPECTED.exec(lines.pop()?.replace('==> ', '') ?? '') ?? [];
    if (verdict === undefined)
      throw new Error(`case "${title}" needs a verdict, and how often Chromium asks`);
    const html = lines
      .join('\n')
      .replaceAll('{beacon}', BEACON)
      .replaceAll('{escaped beacon}', escapeAttribute(BEACON))
      .replaceAll('{percent-encoded beacon}', encodeURIComponent(BEACON))
      .replaceAll('{url}', SRC)
      .replaceAll('{arn}', ARN);
    return { title, html, verdict, asks, asksWithoutScripts: asksWithoutScripts ?? asks } as PageCase;
  });
}
