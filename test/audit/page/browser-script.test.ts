/** The bundled script as text: a script element takes all of it, and it is a script. */
import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { BROWSER_SCRIPT } from '../../../src/audit/page/browser-script.ts';

test('the script holds nothing that an HTML parser would change or end it at', () => {
  expect(BROWSER_SCRIPT).toMatch(/^[\n\x20-\x7e]+$/);
  expect(BROWSER_SCRIPT).not.toMatch(/<\/script|<script|<!--/i);
});

test('the script is a classic script without imports', () => {
  expect(() => new Script(BROWSER_SCRIPT)).not.toThrow();
});

test('the script asks nobody for anything, and makes no markup from text', () => {
  expect(BROWSER_SCRIPT).not.toMatch(
    /fetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource|import\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/,
  );
});
