/** The audit page as text: what it shows, that nothing in it can act, and that its policy fits its content. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { renderPage } from '../../../src/audit/page/render-page.ts';
import { software } from '../../../src/report/software.ts';
import { pageOf } from '../../support/audit/audit-page.ts';
import { day, inputOf, PAGE } from '../../support/histories.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

const REPORTING = {
  usageReporting: 'reports',
  generatedBeforeOptOut: true,
  generatedAt: new Date(0),
} as const;

test('the policy lets in the style sheet and the script of the page, and nothing else', async () => {
  const page = await pageOf([recordOf()]);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  const hashOf = (content: string | undefined) =>
    `'sha256-${createHash('sha256')
      .update(content ?? '')
      .digest('base64')}'`;
  const [style, script] = [/<style>(.*?)<\/style>/s, /<script>(.*?)<\/script>/s].map((tag) =>
    hashOf(tag.exec(page)?.[1]),
  );
  expect(policy).toBe(
    `default-src 'none'; img-src data:; style-src ${style}; script-src ${script}; base-uri 'none'; form-action 'none'`,
  );
  expect(page).not.toMatch(/ style=| on[a-z]+=|<link[^>]*http|<img|https?:\/\/(?!www\.w3\.org\/)/);
});

test('the page opens with the answer, and says that completeness was not checked, and how it is', async () => {
  const page = await pageOf([recordOf({ outcome: 'reports-usage', key: PAGE })]);
  const main = page.slice(page.indexOf('<main>'), page.indexOf('<h2'));
  expect(main).toContain(
    '<p class="sentence">Of 1 report, 1 reported usage when opened; 0 are silenced; 1 HTML report still reports usage.</p>',
  );
  expect(main).toContain('Completeness was not checked.');
  expect(main).toContain('<code>--against &lt;folder or s3://bucket/prefix&gt;</code>');
  expect(main).toContain('class="answer open"');
  expect(page).not.toMatch(/called home|phone/i);
});

test('the figures of the summary are shown, those of notebook copies beside those of HTML copies', async () => {
  const page = await pageOf([
    recordOf({ outcome: 'opted-out', after: stateOf('after') }),
    recordOf({ outcome: 'reports-usage', key: PAGE, lastModified: day(3) }),
    recordOf({ outcome: 'refused', key: keyOf('job-2') }),
    recordOf({ outcome: 'missing', key: keyOf('job-3') }),
    recordOf({ outcome: 'reports-usage', key: keyOf('job-3', 'copy.html'), isCopy: true }),
    recordOf({ outcome: 'would-opt-out', key: keyOf('job-3', 'copy.ipynb'), isCopy: true }),
  ]);
  for (const figure of [
    '3</strong> <span>reports examined',
    '1</strong> <span>notebooks opted out',
    '1</strong> <span>HTML reports that report usage when opened',
    '0</strong> <span>notebooks that report usage when run',
    '2</strong> <span>copies that report usage</span> <small>1 HTML report, 1 notebook</small>',
    '1</strong> <span>to be looked at by somebody</span> <small>1 refused, 0 contended, 0 contradictions</small>',
  ])
    expect(page).toContain(figure);
  expect(page).toContain('<small>1 missing</small>');
});

test('notebooks with an embedded beacon have a figure and a group of their own', async () => {
  const beacon = { url: 'https://beacon.example/', processingJobArn: 'arn', region: 'r' };
  const embedded = [{ cell: 3, usageReporting: 'reports', beacon }] as const;
  const page = await pageOf([recordOf({ outcome: 'no-setup-call', embedded })]);
  expect(page).toContain(
    '1 report: no HTML report reported usage when opened; 1 notebook still reports usage.',
  );
  expect(page).toContain('1</strong> <span>notebooks that hold an HTML report with its beacon</span>');
  expect(page).toContain('Notebooks that hold an HTML report with its beacon in their saved outputs (1)');
  expect(page).toContain('embedded beacon in the output of code cell 3');
  expect(await pageOf([recordOf()])).not.toContain('hold an HTML report');
});

test('what needs attention stands in groups, each with its next command', async () => {
  const page = await pageOf([
    recordOf({ outcome: 'reports-usage', key: PAGE }),
    recordOf({
      outcome: 'refused',
      key: keyOf('job-2', 'profiler-report.html'),
      reason: 'r',
      detail: 'd',
      html: REPORTING,
    }),
    recordOf({ outcome: 'refused', key: keyOf('job-3') }),
  ]);
  expect(page).toContain('Needs attention (3)');
  expect(page).toContain('>HTML reports that report usage when they are opened (1)</h3>');
  expect(page).toContain(
    `<code>profiler-opt-out apply s3://b/${PAGE} --html silence --ledger ledger.ndjson</code>`,
  );
  expect(page).toContain('>Refused, and left unchanged (2)</h3>');
  expect(page).toContain('<code>profiler-opt-out scan s3://b</code>');
  expect(page).toContain('<p class="why">encoded-content: store it unencoded</p>');
  expect(page).toContain('<summary>All 2</summary>');
  expect(page).toContain('<span class="tag reports-usage">reports usage</span><p class="why">r: d</p>');
});

test('a page of no ledger names none in its commands', async () => {
  const page = await pageOf([recordOf({ outcome: 'would-opt-out' })], { sources: [] });
  expect(page).toContain(`<code>profiler-opt-out apply s3://b/${keyOf('job-1')}</code>`);
});

test('a group says what it leaves out, and when a name cannot stand on a command line', async () => {
  const input = await inputOf([
    recordOf({ outcome: 'would-opt-out', key: 'a\0/profiler-output/profiler-report.ipynb' }),
  ]);
  const [group] = input.needsAttention;
  if (group === undefined) throw new Error('no group');
  const page = await renderPage({ ...input, needsAttention: [{ ...group, count: 1_001 }] });
  expect(page).toContain('<p>A name here cannot stand on a command line.</p>');
  expect(page).toContain('<summary>The first 1</summary>');
  expect(page).toContain('<li>and 1,000 more</li>');
  expect(page).not.toContain('<span class="bucket">');
  const buckets = ['a', 'b'].map((bucket) => recordOf({ outcome: 'would-opt-out', bucket }));
  expect(await pageOf(buckets)).toContain('<span class="bucket">in <bdi>b</bdi></span>');
});

test.each([
  ['in-force', 'in-force-but-reports', 'but the HTML report contained the beacon'],
  ['absent', 'absent-but-silent', 'but the HTML report contains no beacon'],
] as const)('a contradiction of Option 1 %s says what to look at', async (state, contradiction, text) => {
  const page = await pageOf([
    recordOf({
      outcome: state === 'absent' ? 'silent' : 'reports-usage',
      key: PAGE,
      optionOne: { state, contradiction },
    }),
  ]);
  expect(page).toContain('Contradictions between a ProfilerReport rule and its HTML report (1)');
  expect(page).toContain(text);
});

test('the records are in the page, and come out of it as they were', async () => {
  const records = [recordOf({ key: 'a/</script><!--\u2028&/profiler-output/profiler-report.ipynb' })];
  const page = await pageOf(records);
  const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
  expect(JSON.parse(data).records).toEqual(records);
  expect(data).not.toMatch(/[<>&\u2028]/);
});

test('hostile text is shown, and is nothing but text', async () => {
  const hostile = `</title><script>x</script>"'\u202e\u0000`;
  const shown = '&#60;/title&#62;&#60;script&#62;x&#60;/script&#62;&#34;&#39;\\u{202e}\\u{0}';
  const records = [
    recordOf({
      outcome: 'refused',
      reason: hostile,
      detail: hostile,
      key: `${hostile.replaceAll('/', '.')}/rule-output/r/profiler-output/profiler-report.ipynb`,
    }),
    recordOf({
      outcome: 'reports-usage',
      key: `${'<b>'.repeat(20)}/rule-output/r/profiler-output/profiler-report.html`,
    }),
  ];
  const attestation = { sha256: hostile, records: 1, from: hostile, to: hostile };
  const sources = [{ name: hostile, kind: 'file' }] as const;
  const page = await pageOf(records, { title: hostile, sources, attestation });
  expect(page).toContain(`<h1>${shown}</h1>`);
  expect(page).toContain(`<bdi>${shown}</bdi>`);
  expect(page).not.toContain('<script>x');
  expect(page).not.toContain('<b>');
  expect(page).not.toContain('\u202e');
});

describe('the attestation', () => {
  test('names period, hash, software, and what was left out', async () => {
    const attestation = {
      sha256: 'a'.repeat(64),
      records: 1,
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-02-01T00:00:00.000Z',
    };
    const notCounted = { badLines: 1_234, conflicts: 1, tornLines: 1, remadeLines: 0, duplicates: 2 };
    const page = await pageOf([recordOf()], { attestation, notCounted });
    expect(page).toContain('2026-01-01 00:00:00 UTC</time> to <time');
    expect(page).toContain('2026-02-01 00:00:00 UTC</time> (exclusive)');
    expect(page).toContain('a'.repeat(64));
    expect(page).toContain(`profiler-opt-out/${software.version}</bdi> (1)`);
    expect(page).toContain(
      '1,234 invalid lines, 1 conflict of records, 1 line that is cut off, 2 duplicate records',
    );
    expect(page).toContain('<code>profiler-opt-out audit</code> makes the hash.');
    expect(page).not.toContain('jq -cS');
  });

  test('says how the hash is made with public tools, for its period', async () => {
    const page = await pageOf([recordOf()]);
    expect(page).toContain(
      '<code>jq -cS -s &#39;sort_by(.object.bucket,.object.key,.object.arn,.recordedAt,.id)[]&#39; ledger.ndjson | sha256sum</code>',
    );
    const from = '2026-01-01T00:00:00.000Z';
    const attestation = { sha256: 'a', records: 1, from, to: from };
    expect(await pageOf([recordOf()], { attestation })).toContain(
      `.recordedAt &#62;= &#34;${from}&#34; and .recordedAt &#60; &#34;${from}&#34;`,
    );
  });

  test('of everything says so', async () => {
    expect(await pageOf([recordOf()])).toContain('from the first record to the last record');
  });
});

test('an empty ledger is said to be empty, without charts', async () => {
  const page = await pageOf([]);
  expect(page.includes('There are no records, so that nothing can be said about any report.')).toBe(true);
  expect(page).toContain('<p>Nothing: nothing on record reports usage');
  expect(page).not.toContain('<figure>');
});

test('a long list says what it leaves out', async () => {
  const page = await pageOf([recordOf()], { omittedVersions: 12_345 });
  expect(page).toContain(
    'This list shows 1 version, those that report usage first. The ledger has 12,345 more:',
  );
});
