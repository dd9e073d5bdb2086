/**
 * Opens HTML reports in headless Chromium, as they are and silenced: the one asks the report host once where a
 * beacon is, the other never, and both show the same. So do the pages of test/cases/pages.txt as that file says.
 * Nothing leaves the machine: every request but the page's own is noted and refused.
 */
import { globSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { relative } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { applyEdits } from '../../../src/bytes/edit.ts';
import { planHtml } from '../../../src/html/plan.ts';
import { type Asks, type PageCase, readPageCases } from '../../support/reports/page-places.ts';
import { openChromium } from '../../support/servers/chromium.ts';

const REPORT_HOST = /^sm-profiler-report-/;
const TIMEOUT_MS = 20_000;

/** What a reader gets to see, and what the page asked for. */
interface Shown {
  readonly text: string;
  readonly document: string;
  readonly beacons: number;
}

/** Runs in the page. Taken out of the text: a copy of the element would ask once more. */
const DOCUMENT_WITHOUT_BEACON = `document.documentElement.outerHTML.replace(/<img id="profiler-telemetry"[^>]*>/, '')`;

let page: Uint8Array = new Uint8Array();
const server = createServer((_request, response) => {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(page);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const browser = await openChromium();
let [passed, failed] = [0, 0];
try {
  for (const folder of process.argv.slice(2)) {
    for (const path of globSync(`${folder}/**/profiler-output/profiler-report.html`).sort()) {
      count(relative(folder, path), await findProblem(browser, readFileSync(path)));
    }
  }
  const contexts = {
    withScripts: await browser.newContext(),
    withoutScripts: await browser.newContext({ javaScriptEnabled: false }),
  };
  for (const pageCase of readPageCases()) count(pageCase.title, await findCaseProblem(contexts, pageCase));
} finally {
  await browser.close();
  server.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function count(title: string, problem: string | undefined): void {
  console.log(`${problem ?? 'as it should be'}: ${title}`);
  if (problem === undefined) passed += 1;
  else failed += 1;
}

/** What is wrong with how a page of the case file behaves, or undefined. */
async function findCaseProblem(
  { withScripts, withoutScripts }: Readonly<Record<'withScripts' | 'withoutScripts', BrowserContext>>,
  { html, asks, asksWithoutScripts }: PageCase,
): Promise<string | undefined> {
  const original = Buffer.from(html);
  const verdict = planHtml(original);
  const pages: (readonly [name: string, context: BrowserContext, bytes: Uint8Array, asks: Asks])[] = [
    ['the page', withScripts, original, asks],
    ['the page without scripts', withoutScripts, original, asksWithoutScripts],
  ];
  if (verdict.kind === 'reports-usage') {
    pages.push(['the silenced page', withScripts, applyEdits(original, verdict.edits), 'never']);
  }
  for (const [name, context, bytes, expected] of pages) {
    const { beacons } = await show(context, bytes);
    if (beacons !== (expected === 'once' ? 1 : 0))
      return `${name} asks ${beacons} times, the case says ${expected}`;
  }
  return undefined;
}

/** What is wrong with how a report behaves, or undefined. */
async function findProblem(opened: Browser, original: Buffer): Promise<string | undefined> {
  const verdict = planHtml(original);
  if (verdict.kind === 'refused') return `refused, ${verdict.reason}`;
  const silenced = verdict.kind === 'silent' ? original : applyEdits(original, verdict.edits);
  const [before, after] = [await showAlone(opened, original), await showAlone(opened, silenced)];
  const expected = verdict.kind === 'silent' ? 0 : 1;
  if (before.beacons !== expected)
    return `the original asks ${before.beacons} times, ${verdict.kind} says ${expected}`;
  if (after.beacons !== 0) return `the silenced one asks ${after.beacons} times`;
  if (before.text.length < 100) return `shows only ${before.text.length} characters`;
  return before.text === after.text && before.document === after.document
    ? undefined
    : 'shows something else when silenced';
}

/** In a context of its own: nothing is kept from other reports. */
async function showAlone(opened: Browser, bytes: Uint8Array): Promise<Shown> {
  const context = await opened.newContext();
  try {
    return await show(context, bytes);
  } finally {
    await context.close();
  }
}

async function show(context: BrowserContext, bytes: Uint8Array): Promise<Shown> {
  page = bytes;
  const tab = await context.newPage();
  try {
    let beacons = 0;
    await tab.route('**/*', async (route) => {
      const { hostname, href } = new URL(route.request().url());
      if (REPORT_HOST.test(hostname)) beacons += 1;
      // Pages in addresses ask as others do.
      if (href === address || href.startsWith('data:')) await route.continue();
      else await route.abort();
    });
    await tab.goto(address, { waitUntil: 'load', timeout: TIMEOUT_MS });
    // What a reader sees, hidden text left out, is what counts here.
    const text = await tab.evaluate<string>('document.body.innerText ?? ""');
    const document = await tab.evaluate<string>(DOCUMENT_WITHOUT_BEACON);
    return { text, document, beacons };
  } finally {
    await tab.close();
  }
}
