/** What a person reads on the audit page, word for word: a ledger with some of everything, and its text in a file. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderPage } from '../../../src/audit/page/render-page.ts';
import { software } from '../../../src/report/software.ts';
import { day, inputOf } from '../../support/histories.ts';
import { recordsOfJobs } from '../../support/job-records.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

const page = (job: string) => keyOf(job, 'profiler-report.html');
const beacon = { url: 'https://beacon.example/', processingJobArn: 'arn', region: 'r' };
const arnOf = (region: string, job: string) =>
  `arn:aws:sagemaker:${region}:111122223333:processing-job/${job}`;

const NOTEBOOKS = Array.from({ length: 13 }, (_, index) =>
  recordOf({
    outcome: index % 3 === 0 ? 'already-opted-out' : 'opted-out',
    key: `a/${keyOf(`job-${index}`)}`,
    ...(index % 3 === 0 ? {} : { after: stateOf('o') }),
    at: day(2 + index),
    processingJobArn: arnOf('eu-west-1', `job-${index}`),
  }),
);
const PAGES = Array.from({ length: 14 }, (_, index) =>
  recordOf({
    outcome: index < 9 ? 'reports-usage' : 'silenced',
    key: `${index % 2 === 0 ? 'a' : 'b'}/${page(`job-${index}`)}`,
    ...(index < 9 ? {} : { after: stateOf('s') }),
    lastModified: day(1 + index),
    at: day(20),
    processingJobArn: arnOf(index % 2 === 0 ? 'eu-west-1' : 'us-east-1', `job-${index}`),
  }),
);
const OTHERS = [
  recordOf({ outcome: 'refused', key: `c/${keyOf('refused')}` }),
  recordOf({
    outcome: 'refused',
    key: `c/${page('refused')}`,
    reason: 'several-beacons',
    detail: 'remove them by hand',
    html: { usageReporting: 'reports', generatedBeforeOptOut: true },
  }),
  recordOf({ outcome: 'contended', key: `c/${page('contended')}` }),
  recordOf({ outcome: 'missing', key: `c/${keyOf('missing')}` }),
  recordOf({ outcome: 'would-opt-out', key: `c/${keyOf('planned')}` }),
  recordOf({ outcome: 'would-opt-out', key: `c/${keyOf('planned', 'copy.ipynb')}`, isCopy: true }),
  recordOf({ outcome: 'reports-usage', key: `c/${keyOf('planned', 'copy.html')}`, isCopy: true }),
  recordOf({ outcome: 'silent', key: `c/${page('silent')}` }),
  recordOf({ outcome: 'restored', key: `c/${page('restored')}`, after: stateOf('r') }),
  recordOf({
    outcome: 'no-setup-call',
    key: `c/${keyOf('embedded')}`,
    embedded: [{ cell: 3, usageReporting: 'reports', beacon }],
  }),
  recordOf({
    outcome: 'silent',
    key: `c/${page('contradiction')}`,
    optionOne: { state: 'absent', contradiction: 'absent-but-silent' },
  }),
];

const CHARACTERS = new Map(
  Object.entries({ '#34': '"', '#38': '&', '#39': "'", '#60': '<', '#62': '>', lt: '<', gt: '>' }),
);

/** The text of the page's body in lines; of charts the bars by their colours, after what is written beside them. */
const textOf = (html: string): string =>
  html
    .slice(html.indexOf('<body>'), html.indexOf('<script'))
    .replace(/<svg .*?<\/svg>/gs, (svg) => svg.replaceAll('</text>', ' '))
    .replace(/<path [^>]*fill="var\(--(good|bad|done)\)"[^>]*>/g, '[$1]')
    .replace(/<li class="(?:card )?(good|bad|done|warn)">/g, '[$1] ')
    .replace(/<\/t[hd]><t[hd]\b[^>]*>/g, ' | ')
    .replace(/<\/?(?:g|text|path|tspan|strong|span|small|bdi|time|code)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, '\n')
    .replace(/&(#?\w+);/g, (whole, name: string) => CHARACTERS.get(name) ?? whole)
    .replaceAll(software.version, '0.0.0')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');

test('the text of a page is the one in test/cases/audit-page.txt', async () => {
  const html = await renderPage(
    await inputOf([...NOTEBOOKS, ...PAGES, ...OTHERS, ...recordsOfJobs], {
      sources: [
        { name: 'one.ndjson', kind: 'file' },
        { name: 'two.ndjson', kind: 'file' },
      ],
      notCounted: { badLines: 1, conflicts: 2, tornLines: 0, remadeLines: 0, duplicates: 1 },
      omittedVersions: 3,
    }),
  );
  const expected = readFileSync(new URL('../../cases/audit-page.txt', import.meta.url), 'utf8');
  expect(`${textOf(html)}\n`).toBe(expected);
});
