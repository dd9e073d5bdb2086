/** The tags alone decide the pages that reports are, and leave to the tree what they cannot prove. */
import { expect, test } from 'vitest';
import { planHtmlByTree } from '../../src/html/plan.ts';
import { findBeaconByTokens } from '../../src/html/tokens.ts';
import { BEACON } from '../support/reports/beacon.ts';

const nested = (start: string, end: string, depth: number) => start.repeat(depth) + end.repeat(depth);

test.each([
  ['many elements side by side', `${'<p>x</p>'.repeat(2000)}${BEACON}`],
  ['many void elements', `<p>${'x<br>'.repeat(2000)}${BEACON}`],
  [
    'many elements within the depth that closed ones may have',
    `${nested('<i>', '</i>', 200).repeat(10)}${BEACON}`,
  ],
  ['a few hundred elements that are never closed', `${'<div>'.repeat(900)}${BEACON}`],
  ['a few hundred elements in forms', `<form>${'<p>x</p>'.repeat(900)}</form>${BEACON}`],
  ['tables of a few hundred cells', `<table><tr>${'<td>x'.repeat(900)}</table>${BEACON}`],
])('the tags decide: %s', (_title, page) => {
  const bytes = Buffer.from(page);
  expect(findBeaconByTokens(bytes)).toMatchObject({ start: bytes.indexOf(BEACON), isOnlySpelling: true });
});

const INSIDE = 'in the element, whose tags are text';
const BEHIND = 'behind the element';

test.each([
  ['a script', '<script>', BEHIND, '</script>'],
  ['a script with a comment', '<script><!-- -->', BEHIND, '</script>'],
  ['a comment that the end of the script leaves open', '<script><!-- ', BEHIND, '</script>'],
  ['a script in a comment of a script', '<script><!-- <script> </script> -->', BEHIND, '</script>'],
  ['a script in a comment', '<script><!-- <script>', INSIDE, '</script>'],
  ['behind a script in a comment', '<script><!-- <script> </script>', INSIDE, '--></script>'],
  ['a script in a comment that ends before it does', '<script><!-- <script> -->', BEHIND, '</script>'],
  ['a comment that its own dashes close', '<script><!--><script>', BEHIND, '</script>'],
  ['a second comment', '<script><!-- --> <!-- <script>', INSIDE, '</script> --> </script>'],
  ['behind a second comment', '<script><!-- --> <!-- <script> </script> -->', BEHIND, '</script>'],
  ['a script in a comment that never ends', '<script><!-- <script>', INSIDE, ''],
  ['a script that never ends', '<script>', INSIDE, '</scripts>'],
  ['a title', '<title>', BEHIND, '</TITLE >'],
  ['a style sheet with a comment', '<style><!--', BEHIND, '</style>'],
])('%s: the beacon %s', (_title, start, place, end) => {
  const page = Buffer.from(place === INSIDE ? `${start}${BEACON}${end}` : `${start}${end}${BEACON}`);
  const found = place === INSIDE ? { kind: 'silent' } : { kind: 'reports-usage' };
  expect(planHtmlByTree(page)).toMatchObject(found);
  if (place === INSIDE) expect(findBeaconByTokens(page)).toBe('none');
  else expect(findBeaconByTokens(page)).toMatchObject({ start: page.indexOf(BEACON), isOnlySpelling: true });
});

test.each([
  ['without quotes', '<p title=x>'],
  ['without quotes, before another', "<p title=x y='>'>"],
  ['of nothing', '<p title=>'],
  ['with an equals sign and a quote', "<p title=a='>"],
  ['in single quotes', "<p title='>'>"],
  ['in double quotes', '<p title=">">'],
  ['behind spaces', '<p title = ">">'],
  ['on another line', '<p title\n=\r\n">">'],
])('an attribute %s ends before the beacon', (_title, tag) => {
  const page = Buffer.from(`${tag}${BEACON}`);
  expect(planHtmlByTree(page).kind).toBe('reports-usage');
  expect(findBeaconByTokens(page)).toMatchObject({ start: tag.length });
});

test.each([
  ['an attribute in single quotes', `<p title='${BEACON}'>`],
  ['an attribute that is never closed', `<p title='>${BEACON}`],
  ['a tag that is never closed', `<p ${BEACON.replaceAll('>', '')}`],
])('in %s there is no beacon that the tags tell', (_title, text) => {
  const page = Buffer.from(text);
  expect(planHtmlByTree(page).kind).not.toBe('reports-usage');
  expect(findBeaconByTokens(page)).toBeUndefined();
});

test.each([
  ['a comment', `<!--${BEACON}-->`],
  ['a comment with an odd end', `<!--${BEACON}--!>`],
  ['a comment that never ends', `<!--${BEACON}`],
])('in %s there is none', (_title, text) => {
  expect(findBeaconByTokens(Buffer.from(text))).toBe('none');
});

test.each(['<!-->', '<!--->', '<!-- -->', '<!-- --!>', '<!x>', '<?x>', '</>', '</ x>', '<!doctype html>'])(
  'behind %s there is one',
  (text) => {
    const page = Buffer.from(`${text}${BEACON}`);
    expect(planHtmlByTree(page).kind).toBe('reports-usage');
    expect(findBeaconByTokens(page)).toMatchObject({ start: text.length, isOnlySpelling: true });
  },
);

test('a beacon whose id is spelled once more, in a comment, is not the only spelling', () => {
  for (const page of [`<!--${BEACON}-->${BEACON}`, `${BEACON}<!--${BEACON}-->`])
    expect(findBeaconByTokens(Buffer.from(page))).toMatchObject({ isOnlySpelling: false });
});

test.each([
  ['closed elements that may be too deep', `${nested('<i>', '</i>', 201).repeat(10)}${BEACON}`],
  ['many elements after one that is closed by another', `</b>${'<p>x</p>'.repeat(2000)}${BEACON}`],
  ['many elements with a form', `<form></form>${'<p>x</p>'.repeat(2000)}${BEACON}`],
])('the tree decides: %s', (_title, page) => {
  expect(findBeaconByTokens(Buffer.from(page))).toBeUndefined();
});
