/**
 * Opens audit pages in headless Chromium, light, dark, narrow and as print shows them: no request leaves, nothing
 * is on the console, axe finds no violation, hostile names do nothing, and the keyboard opens the evidence.
 * `npm run verify -- page [folder for screenshots]`
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import {
  hostileRecords,
  inNewFolder,
  makeExamplesPage,
  makePageOf,
  manyRecords,
} from '../../support/reports/page-cases.ts';
import { openChromium } from '../../support/servers/chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const NARROW = 360;
const MODES = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  narrow: { viewport: { width: NARROW, height: 740 }, colorScheme: 'light' },
  print: { viewport: { width: 760, height: 1000 }, colorScheme: 'light' },
} as const;
const CASES = {
  examples: makeExamplesPage,
  hostile: (folder: string) => makePageOf(folder, hostileRecords()),
  large: (folder: string) => makePageOf(folder, manyRecords(10_000)),
  empty: (folder: string) => makePageOf(folder, []),
} as const;

/** A sheet of A4 with margins of 14 mm, in CSS pixels. */
const SHEET = { width: 688, height: 1_016 };

const [screenshots] = process.argv.slice(2);
let [passed, failed] = [0, 0];
const browser = await openChromium();
try {
  for (const [name, make] of Object.entries(CASES)) {
    await inNewFolder(async (folder) => {
      const path = await make(folder);
      for (const mode of Object.keys(MODES) as (keyof typeof MODES)[])
        await checkPage(browser, name, path, mode);
    });
  }
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function check(what: string, problems: readonly unknown[]): void {
  if (problems.length === 0) passed += 1;
  else {
    failed += 1;
    console.log(`not so: ${what}: ${JSON.stringify(problems).slice(0, 2_000)}`);
  }
}

async function checkPage(
  opened: Browser,
  name: string,
  path: string,
  mode: keyof typeof MODES,
): Promise<void> {
  const label = `${name}, ${mode}`;
  const url = pathToFileURL(path).href;
  const problems: string[] = [];
  const page = await openPage(opened, mode, url, problems);
  if (mode === 'light') await checkHash(page, label, dirname(path));
  await page.waitForSelector('#list:not([hidden])', { state: 'attached' });
  if (name !== 'empty') await checkEvidence(page, label);
  await save(page, `${name}-${mode}`);
  if (mode === 'print' && name !== 'hostile') await checkFirstSheet(page, label);
  if (mode === 'narrow' || mode === 'light') {
    const wider = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    check(`${label}: the page does not scroll sideways`, Number(wider) > 0 ? [wider] : []);
  }
  if (name === 'large' && mode === 'light') {
    await timeFilter(page);
    await checkSortingAndPaging(page);
    await checkPrinting(page);
  }
  check(
    `${label}: hostile text does nothing`,
    (await page.evaluate('globalThis.hacked')) === undefined ? [] : ['hacked'],
  );
  check(`${label}: no request, no message on the console`, problems);
  await page.close();
  check(`${label}: axe finds no violation`, await violations(opened, mode, url));
}

/** Every request but the page's own, every message, error and dialog is a problem. */
async function openPage(
  opened: Browser,
  mode: keyof typeof MODES,
  url: string,
  problems: string[],
): Promise<Page> {
  const page = await opened.newPage(MODES[mode]);
  if (mode === 'print') await page.emulateMedia({ media: 'print' });
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:'))
      problems.push(`asked for ${request.url()}`);
  });
  page.on('console', (message) => problems.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  return page;
}

/** The command on the page, run by a shell where the ledger lies, makes the hash on the page. */
async function checkHash(page: Page, label: string, folder: string): Promise<void> {
  const readTerm = (term: string) =>
    page.locator(`[aria-labelledby=attestation] div:has(> dt:text-is("${term}")) > dd`).innerText();
  const [sha256, command] = [await readTerm('SHA-256 of the records'), await readTerm('Check it with jq')];
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' });
  check(
    `${label}: jq and sha256sum make the hash`,
    stdout === `${sha256}  -\n` ? [] : [sha256, command, stdout, stderr],
  );
}

/** Who gets the paper reads on its first sheet what the hash covers, and what the words mean. */
async function checkFirstSheet(page: Page, label: string): Promise<void> {
  await page.setViewportSize(SHEET);
  const endOf = async (id: string): Promise<number> => {
    const box = await page.locator(`[aria-labelledby=${id}]`).boundingBox();
    return box === null ? Number.NaN : box.y + box.height;
  };
  const [attestation, about] = [await endOf('attestation'), await endOf('about')];
  check(
    `${label}: attestation and meaning of words are on the first sheet`,
    attestation < about && about <= SHEET.height ? [] : [attestation, about],
  );
}

/** By keyboard alone: the first row opens to its evidence, and closes. */
async function checkEvidence(page: Page, label: string): Promise<void> {
  await page.locator('button.open').first().focus();
  await page.keyboard.press('Enter');
  const isOpen = await page.locator('button.open').first().getAttribute('aria-expanded');
  const text = await page.locator('.opened').first().innerText();
  check(
    `${label}: a row opens by keyboard`,
    isOpen === 'true' && text.includes('SHA-256') ? [] : [isOpen, text],
  );
}

async function timeFilter(page: Page): Promise<void> {
  const times: number[] = [];
  for (const query of ['training-0007', 'unpacked', '', 'zzz', '']) {
    times.push(
      Number(
        await page.evaluate(`(() => {
          const input = document.querySelector('input[type=search]');
          const begin = performance.now();
          input.value = ${JSON.stringify(query)};
          input.dispatchEvent(new Event('input', { bubbles: true }));
          document.body.offsetHeight;
          return performance.now() - begin;
        })()`),
      ),
    );
  }
  const count = await page.locator('#count').innerText();
  check(
    '10,000 records: all are back when the search is empty',
    count.startsWith('10,000 of 10,000') ? [] : [count],
  );
  console.log(
    `10,000 records: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms from a key press to the rows, the first prepares the search`,
  );
}

/** Headings sort both ways, and the buttons lead to the last page of what the filter lets through. */
async function checkSortingAndPaging(page: Page): Promise<void> {
  const sorted: string[] = [];
  for (let click = 0; click < 2; click += 1) {
    await page.locator('button.sort', { hasText: 'Object' }).click();
    sorted.push(String(await page.locator('th[aria-sort]').getAttribute('aria-sort')));
    sorted.push((await page.locator('button.open').first().innerText()).slice(0, 'training-0000'.length));
  }
  const expected = ['ascending', 'training-0000', 'descending', 'training-0399'];
  check('a heading sorts up, then down', String(sorted) === String(expected) ? [] : sorted);
  await page.fill('input[type=search]', 'training-001');
  const next = page.locator('#pages button', { hasText: 'Next' });
  for (let turn = 0; turn < 10 && (await next.isEnabled()); turn += 1) await next.click();
  const last = [await page.locator('#page').innerText(), await page.locator('#count').innerText()];
  const isLast =
    String(last) === 'Page 5 of 5,250 of 10,000 versions match, showing 201 to 250' &&
    (await page.locator('button.open').count()) === 50;
  check('the last page is reached, and ends with the last record', isLast ? [] : last);
  await page.fill('input[type=search]', '');
}

/** All that the filter lets through is printed, beside what is on the screen and stays there. */
async function checkPrinting(page: Page): Promise<void> {
  const rows = 'document.querySelectorAll("#rows tbody tr").length';
  await page.selectOption('select[name=state]', 'refused');
  const [, shown] = /^([0-9]+) of /.exec(await page.locator('#count').innerText()) ?? [];
  await page.evaluate(`addEventListener('beforeprint', () => { globalThis.printed = ${rows}; })`);
  await page.pdf();
  const [printed, after] = [await page.evaluate('globalThis.printed'), await page.evaluate(rows)];
  check(
    'all records of a filter are printed, and the screen is as before',
    Number(shown) > 50 && printed === Number(shown) && after === 50 ? [] : [shown, printed, after],
  );
}

/** axe is a script of the check's own, which the page's policy would not let in. */
async function violations(
  opened: Browser,
  mode: keyof typeof MODES,
  url: string,
): Promise<readonly unknown[]> {
  const context = await opened.newContext({ ...MODES[mode], bypassCSP: true });
  const page = await context.newPage();
  if (mode === 'print') await page.emulateMedia({ media: 'print' });
  await page.goto(url);
  await page.evaluate(AXE);
  if ((await page.locator('button.open').count()) > 0) await page.locator('button.open').first().click();
  for (const summary of await page.locator('figure summary, .group summary').all())
    if (mode !== 'print') await summary.click();
  const found = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html, failureSummary }) => [html.slice(0, 150), failureSummary])]))',
  );
  await context.close();
  return found as readonly unknown[];
}

async function save(page: Page, name: string): Promise<void> {
  if (screenshots === undefined) return;
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: !name.startsWith('hostile') });
}
