import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';
import { expect, test } from 'vitest';
import { planHtmlAndCheck as planAndCheck } from '../support/html-contract.ts';
import { BEACON, SRC, URL_TEXT } from '../support/reports/beacon.ts';

const token = fc.constantFrom(
  BEACON,
  '<!--',
  '-->',
  '<script>',
  '</script>',
  '<style>',
  '</style>',
  '<title>',
  '</title>',
  '<template>',
  '</template>',
  '<noscript>',
  '</noscript>',
  '<svg>',
  '</svg>',
  '<table>',
  '<td>',
  '</table>',
  '<p>',
  '</p>',
  '<![CDATA[',
  ']]>',
  '"',
  "'",
  '>',
  '<',
  '<img ',
  'id=profiler-telemetry ',
  `src=${SRC} `,
  '\0',
  '\r',
  'é',
  '<a href="',
  '<select>',
  '<frameset>',
  '<b>',
  '</b>',
  '<math>',
  '<textarea>',
);

test('any tokens give a verdict that agrees with a walk over the whole document', () => {
  fc.assert(
    fc.property(fc.array(token, { maxLength: 20 }), (tokens) => {
      const html = tokens.join('');
      const verdict = planAndCheck(html);
      const isSeen = html.includes('<noscript') || countBeacons(parse(html).childNodes) > 0;
      const isFound =
        verdict.kind === 'reports-usage' || (verdict.kind === 'refused' && verdict.beacon !== undefined);
      if (!html.includes('<noscript') && html.length > 0) expect(isFound).toBe(isSeen);
    }),
    { numRuns: 3000 },
  );
});

test('any bytes give a verdict', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(planAndCheck(bytes).kind).toBeTypeOf('string');
    }),
  );
});

/** An oracle of its own: a recursive walk that compares attribute texts. */
const countBeacons = (nodes: readonly DefaultTreeAdapterTypes.ChildNode[]): number =>
  nodes.reduce((sum, node) => {
    if (!defaultTreeAdapter.isElementNode(node)) return sum;
    const attributeOf = (name: string) => node.attrs.find((attribute) => attribute.name === name)?.value;
    const isBeacon =
      node.tagName === 'img' && attributeOf('id') === 'profiler-telemetry' && attributeOf('src') === URL_TEXT;
    return sum + (isBeacon ? 1 : 0) + countBeacons(node.childNodes);
  }, 0);
