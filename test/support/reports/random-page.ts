/** Random HTML pages that hold the beacon, or something like it, in every place that a parser knows. */

import { BEACON, SRC as SOURCE } from './beacon.ts';

/** Answers numbers from 0 up to but not including 1. */
export type Random = () => number;

const BEACONS = [
  BEACON,
  BEACON,
  `<IMG\r\nsrc='${SOURCE}' alt="a > b" ID=profiler-telemetry\f>`,
  `<image id=profiler-telemetry src=${SOURCE}>`,
  `<img id="profiler&#45;telemetry" src="${SOURCE}">`,
  `<img id=&#x70rofiler-telemetry src="${SOURCE}">`,
  `<img id="profiler-telemetry" id=x src="${SOURCE}" src=y>`,
  `<img/id="profiler-telemetry"/src="${SOURCE}"/>`,
  `<img id = "profiler-telemetry" = src="${SOURCE}">`,
];
const NEARLY = [
  `profiler-${BEACON}telemetry ${SOURCE}`,
  `&#${BEACON}112;rofiler-telemetry ${SOURCE}`,
  'profiler-telemetry',
  '&#112;rofiler',
  '&#182;',
  SOURCE,
  `<img id="profiler-telemetry" src="./report_files/a.png">`,
  `<img id=profiler-telemetry>`,
  `<img id="profiler-telemetry\0" src="${SOURCE}">`,
  `<im\0g id="profiler-telemetry" src="${SOURCE}">`,
  `<img-x id="profiler-telemetry" src="${SOURCE}">`,
  `<a title='${BEACON}'>`,
  `<p ${BEACON}`,
  `</p ${BEACON}`,
  `<${BEACON}img id="profiler-telemetry" src="${SOURCE}">`,
  BEACON.slice(0, -2),
  BEACON.slice(0, 30),
];
const COMMENTS = [
  '<!--',
  '-->',
  '--!>',
  '<!-->',
  '<!--->',
  '<!---->',
  '<!--a--!-->',
  '<!',
  '<!->',
  '--',
  '->',
  '!>',
  '<?',
  '?>',
  '</>',
  '</ ',
  '</1>',
  '<!DOCTYPE html>',
  '<!doctype x "',
  '<![CDATA[',
  ']]>',
  '<!-- a -->',
  '<!--->-->',
];
const RAW = ['script', 'style', 'title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes'];
const SCRIPT_PARTS = [
  '<!--',
  '-->',
  '--',
  '<script>',
  '<SCRIPT ',
  '</script',
  '</script ',
  '</script/',
  '</scriptx>',
  '<script',
  '<!-',
  '</sCript\r\n>',
  '<!--<script>',
  '--!>',
  '<!-->',
  'a<b',
  '<!--<script></script>-->',
  '<!--<script\r></script\t>',
];
const ELEMENTS =
  'div p span a b i em strong font nobr u code table tr td th tbody thead caption colgroup ul li dl dd pre h1 h2 object marquee button form label section x-y ruby rt option head body html address center'.split(
    ' ',
  );
const VOIDS = '<br> <br/="> <hr> <col> <input> <link> <meta> <base> <img> <img src=a> <wbr/> <param> <frame>'
  .split(' ')
  .slice(0, -1);
const TREES = ['template', 'noscript', 'svg', 'math', 'select', 'frameset', 'plaintext'];
const ODD = [
  '\0',
  '\r',
  '\r\n',
  'é',
  '&',
  '&amp;',
  '<',
  '>',
  '"',
  "'",
  '=',
  '/',
  ' ',
  '< p>',
  '\uFEFF',
  '<a href="',
  "<i x='",
  '</',
  '<b/',
  '<p/>',
  '😀',
];

/** Where more than one part spells the id, the tree decides: most pages shall be decided by their tags. */
const MENTIONED_SHARE = 0.05;

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item;

/** One page; pages with elements that need the tree are the smaller part. */
export function randomPage(random: Random): string {
  const needsTree = random() < 0.2;
  const isTidy = random() < 0.5;
  const parts = Array.from({ length: 1 + Math.floor(random() * 8) }, () =>
    isTidy ? tidyPart(random, needsTree, 0) : loosePart(random, needsTree),
  );
  if (random() < 0.8) parts.splice(Math.floor(random() * (parts.length + 1)), 0, pick(random, BEACONS));
  if (random() < 0.01) parts.unshift(deep(random));
  return parts.join(random() < 0.2 ? '\n' : '');
}

/** Some hundreds of open elements: around what is too deep. */
const deep = (random: Random): string =>
  `<${pick(random, ['div', 'b', 'x-y', 'a', 'table', 'form', 'table><tr><td'])}>`.repeat(
    900 + Math.floor(random() * 200),
  );

function loosePart(random: Random, needsTree: boolean): string {
  if (random() < MENTIONED_SHARE) return pick(random, pick(random, [BEACONS, NEARLY]));
  const kinds: readonly (readonly string[])[] = [
    COMMENTS,
    COMMENTS,
    SCRIPT_PARTS,
    VOIDS,
    ODD,
    ELEMENTS.map((name) => `<${name}>`),
    ELEMENTS.map((name) => `</${name}>`),
    RAW.map((name) => `<${name}>`),
    RAW.map((name) => `</${name}>`),
    ...(needsTree ? [TREES.map((name) => `<${name}>`), TREES.map((name) => `</${name}>`)] : []),
  ];
  return pick(random, pick(random, kinds));
}

function tidyPart(random: Random, needsTree: boolean, depth: number): string {
  const inside = (): string =>
    depth > 5
      ? ''
      : Array.from({ length: Math.floor(random() * 4) }, () => tidyPart(random, needsTree, depth + 1)).join(
          '',
        );
  const kind = random();
  if (kind < 0.25)
    return `<!--${pick(random, ['', '-', '>', '->', ' '])}${inside()}${pick(random, ['-->', '-->', '--!>', '->'])}`;
  if (kind < 0.45) return `<script>${scriptText(random)}${inside()}${scriptText(random)}</script>`;
  if (kind < 0.55) return wrap(random, pick(random, RAW), inside());
  if (kind < 0.6 && needsTree) return wrap(random, pick(random, TREES), inside());
  if (kind < 0.85) return wrap(random, pick(random, ELEMENTS), inside());
  return pick(random, pick(random, random() < MENTIONED_SHARE ? [BEACONS, NEARLY] : [VOIDS, ODD]));
}

const wrap = (random: Random, name: string, text: string): string =>
  `<${random() < 0.1 ? name.toUpperCase() : name}${pick(random, ['', '', ' class="a>b"', " x='", '/', ' shadowrootmode=open'])}>${text}</${name}${pick(random, ['', ' ', '/', ' a="b>c"', 'x'])}>`;

const scriptText = (random: Random): string =>
  Array.from({ length: Math.floor(random() * 4) }, () => pick(random, [...SCRIPT_PARTS, BEACON])).join('');

/** The page with a few bytes taken out, doubled, swapped or replaced by what tokenizers look for. */
export function mutatePage(random: Random, page: Buffer): Buffer {
  let bytes = page;
  for (let rounds = 1 + Math.floor(random() * 4); rounds > 0; rounds -= 1) {
    // The ends of pages are where the beacon stands.
    const from = random() < 0.5 ? Math.max(0, bytes.length - 600) : 0;
    const at = from + Math.floor(random() * (bytes.length - from));
    const gone = random() < 0.5 ? 0 : Math.floor(random() * 20);
    const added = Buffer.from(random() < 0.8 ? loosePart(random, random() < 0.1) : '');
    bytes = Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + gone)]);
  }
  return bytes;
}
