/**
 * Whether Jupyter asks the report host for the beacon of a page that stands in a notebook's saved output: JupyterLab
 * untrusted and trusted, and the page that nbconvert makes. What is asserted is what was seen, so that a version that
 * behaves differently is noticed. Nothing leaves the machine: requests to other hosts are noted and refused.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { applyEdits } from '../../../src/bytes/edit.ts';
import { planHtml } from '../../../src/html/plan.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { openChromium } from '../../support/servers/chromium.ts';
import { Jupyter, type JupyterLab } from './jupyter-lab.ts';

const EMBED = new URL('../setup/embed-page.py', import.meta.url).pathname;
const REPORT_HOST = /^sm-profiler-report-/;
const OUTPUT = '.jp-OutputArea-output.jp-RenderedHTMLCommon';
const SHOW_MS = 30_000;
/** For what is asked after the output stands in the page. */
const SETTLE_MS = 1_500;
/** A page that was not shown asks for nothing, either. */
const MIN_SHOWN_CHARACTERS = 100;

/** What an address shows: how long the output's text is, and what the report host was asked for. */
interface Shown {
  readonly characters: number;
  readonly beacons: readonly string[];
}

const [given] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'jupyter-'));
let [passed, failed] = [0, 0];
try {
  await checkPage(given === undefined ? generateReport().html : readFileSync(given));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function check(what: string, isSo: boolean, seen: unknown): void {
  console.log(isSo ? `as it should be: ${what}` : `not so: ${what}: ${JSON.stringify(seen)}`);
  if (isSo) passed += 1;
  else failed += 1;
}

function checkShown(what: string, { characters, beacons }: Shown, expected: readonly string[]): void {
  check(`${what}: the page is shown`, characters >= MIN_SHOWN_CHARACTERS, characters);
  const asked = expected.length === 0 ? 'asks for no beacon' : 'asks for the beacon once';
  check(`${what}: ${asked}`, String(beacons) === String(expected), beacons);
}

async function checkPage(page: Buffer): Promise<void> {
  const verdict = planHtml(page);
  if (verdict.kind !== 'reports-usage') throw new Error(`a page with a beacon is needed: ${verdict.kind}`);
  writeFileSync(join(folder, 'page.html'), page);
  writeFileSync(join(folder, 'silenced-page.html'), applyEdits(page, verdict.edits));
  const jupyter = new Jupyter(folder);
  const pairs = ['page.html', 'untrusted.ipynb', 'page.html', 'trusted.ipynb', 'silenced-page.html'];
  jupyter.run('python', EMBED, ...pairs, 'silenced.ipynb');
  jupyter.run('jupyter', 'trust', 'trusted.ipynb', 'silenced.ipynb');
  for (const name of ['untrusted', 'silenced'])
    jupyter.run('jupyter', 'nbconvert', '--to=html', `${name}.ipynb`);

  const browser = await openChromium();
  try {
    const lab = await jupyter.start();
    try {
      await checkLab(browser, lab, verdict.beacon.url);
    } finally {
      await lab.stop();
    }
    await checkConverted(browser, verdict.beacon.url);
  } finally {
    await browser.close();
  }
}

async function checkLab(browser: Browser, lab: JupyterLab, beacon: string): Promise<void> {
  const cases = [
    { name: 'untrusted', isTrusted: false, expected: [beacon] },
    { name: 'trusted', isTrusted: true, expected: [beacon] },
    { name: 'silenced', isTrusted: true, expected: [] },
  ];
  for (const { name, isTrusted, expected } of cases) {
    const what = `JupyterLab, ${name}`;
    const seen = await lab.isTrusted(name);
    check(`${what}: the notebook is ${isTrusted ? '' : 'not '}trusted`, seen === isTrusted, seen);
    checkShown(what, await show(browser, lab.addressOf(name), lab.url), expected);
  }
}

async function checkConverted(browser: Browser, beacon: string): Promise<void> {
  for (const [name, expected] of [
    ['untrusted', [beacon]],
    ['silenced', []],
  ] as const) {
    const { href } = pathToFileURL(join(folder, `${name}.html`));
    checkShown(`nbconvert, ${name}`, await show(browser, href, href), expected);
  }
}

/** Opens an address; only what begins with `own` is let through. */
async function show(browser: Browser, address: string, own: string): Promise<Shown> {
  const context = await browser.newContext();
  try {
    const beacons: string[] = [];
    await context.route('**/*', async (route) => {
      const { href, hostname } = new URL(route.request().url());
      if (REPORT_HOST.test(hostname)) beacons.push(href);
      if (href.startsWith(own)) await route.continue();
      else await route.abort();
    });
    const tab = await context.newPage();
    await tab.goto(address, { timeout: SHOW_MS });
    const output = tab.locator(OUTPUT).first();
    await output.waitFor({ timeout: SHOW_MS });
    await tab.waitForTimeout(SETTLE_MS);
    return { characters: (await output.innerText()).trim().length, beacons };
  } finally {
    await context.close();
  }
}
