/** Makes the picture of the audit page in the README, from the project's own examples. */
import { pathToFileURL } from 'node:url';
import { inNewFolder, makeExamplesPage } from '../test/support/reports/page-cases.ts';
import { openChromium } from '../test/support/servers/chromium.ts';

const PICTURE = new URL('../docs/audit-page.png', import.meta.url).pathname;

const browser = await openChromium();
try {
  await inNewFolder(async (folder) => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1160 }, colorScheme: 'light' });
    await page.goto(pathToFileURL(await makeExamplesPage(folder)).href);
    await page.screenshot({ path: PICTURE });
  });
} finally {
  await browser.close();
}
console.log(PICTURE);
