/** The tags alone decide the pages that reports are, and leave to the tree what they cannot prove. */
import { expect, test } from 'vitest';
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

test.each([
  ['closed elements that may be too deep', `${nested('<i>', '</i>', 201).repeat(10)}${BEACON}`],
  ['many elements after one that is closed by another', `</b>${'<p>x</p>'.repeat(2000)}${BEACON}`],
  ['many elements with a form', `<form></form>${'<p>x</p>'.repeat(2000)}${BEACON}`],
])('the tree decides: %s', (_title, page) => {
  expect(findBeaconByTokens(Buffer.from(page))).toBeUndefined();
});
