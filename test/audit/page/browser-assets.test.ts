/** The bundled script and style sheet as text: their elements take all of them, and they ask nobody for anything. */
import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { BROWSER_SCRIPT, BROWSER_STYLE } from '../../../src/audit/page/browser-assets.ts';

test('an HTML parser would not change them or end their elements early', () => {
  expect(BROWSER_SCRIPT).toMatch(/^[\n\x20-\x7e]+$/);
  expect(BROWSER_STYLE).toMatch(/^[\n\x20-\x7e]+$/);
  expect(BROWSER_SCRIPT).not.toMatch(/<\/script|<script|<!--/i);
  expect(BROWSER_STYLE).not.toMatch(/<\/style|<!--/i);
});

test('the script is a classic script without imports', () => {
  expect(() => new Script(BROWSER_SCRIPT)).not.toThrow();
});

test('the script makes no request, and no markup from text', () => {
  expect(BROWSER_SCRIPT).not.toMatch(
    /fetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource|import\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/,
  );
});

test('the style sheet makes no request', () => {
  expect(BROWSER_STYLE).not.toMatch(/@import|url\(|https?:/i);
});
