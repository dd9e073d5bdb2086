/** The audit page as text: what it shows, that nothing in it can act, and that its policy fits its content. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../../src/audit/ledger/completeness.ts';
import { renderPage } from '../../../src/audit/page/render-page.ts';
import { software } from '../../../src/report/software.ts';
import { judgeJob } from '../../../src/training-job/job.ts';
import { inputOf } from '../../support/histories.ts';
import { jobRecordOf, recordsOfJobs, reportRule } from '../../support/job-records.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';
import type { FindingFields } from '../../support/reports/finding-fields.ts';

const pageOf = async (...question: Parameters<typeof inputOf>) => renderPage(await inputOf(...question));
const PAGE = keyOf('job-1', 'profiler-report.html');
const REPORTING = {
  usageReporting: 'reports',
  generatedBeforeOptOut: true,
  generatedAt: new Date(0),
} as const;
const day = (number: number) => new Date(Date.UTC(2026, 0, number));

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

describe('compared with a target, the page says on top', () => {
  const comparison: Comparison = {
    objects: 2,
    versions: 3,
    missing: [],
    missingCount: 0,
    moved: 0,
    earlierNotebooks: 0,
    gone: 0,
  };
  const topOf = async (more: Partial<Comparison>, target = 's3://b/a') => {
    const at = new Date('2026-02-01T11:00:00Z');
    const records = [recordOf({ outcome: 'silenced', key: PAGE, after: stateOf('s') })];
    const completeness = { target, at, comparison: { ...comparison, ...more } };
    const page = await pageOf(records, { completeness });
    return page.slice(page.indexOf('<main>'), page.indexOf('<h2'));
  };

  test('that the record is complete, with time and target', async () => {
    const top = await topOf({});
    expect(top).toContain('class="answer good"');
    expect(top).toContain(
      '<strong>Complete:</strong> 3 versions of 2 report objects in <bdi>s3://b/a</bdi>, listed <time datetime="2026-02-01T11:00:00.000Z">2026-02-01 11:00:00 UTC</time>, are on record as they were then.',
    );
    expect(top).not.toContain('was not checked');
  });

  test('what is not on record, and what is gone', async () => {
    const lastModified = day(3);
    const missing = Array.from({ length: 51 }, (_, index) => ({
      key: `<k${index}>`,
      etag: 'e',
      isLatest: true,
      lastModified,
      ...(index === 0 ? { versionId: 'v<1>' } : {}),
    }));
    const top = await topOf({ missing, missingCount: 60, gone: 1, earlierNotebooks: 2, moved: 3 });
    expect(top).toContain('class="answer open"');
    expect(top).toContain('<strong>Incomplete:</strong> 60 of 3 versions');
    expect(top).toContain('3 versions were moved or copied: the contents are on record under another place.');
    expect(top).toContain('1 object on record is no longer there.');
    expect(top).toContain('2 earlier versions of notebooks were never examined; running one reports usage.');
    expect(top).toContain('<li><bdi>&#60;k0&#62;</bdi> version <bdi>v&#60;1&#62;</bdi>, written <time');
    expect(top).toContain('<li>and 10 more</li>');
    expect(await topOf({ missing: missing.slice(0, 1), missingCount: 1, gone: 2 })).toContain(
      '2 objects on record are no longer there.',
    );
  });

  test('that there was nothing to compare with', async () => {
    expect(await topOf({ objects: 0, versions: 0 }, '<t>')).toContain(
      '<strong>Nothing to compare with:</strong> there is no report object in <bdi>&#60;t&#62;</bdi>',
    );
  });
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
    const notCounted = { badLines: 1_234, conflicts: 1, tornLines: 1, duplicates: 2 };
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

describe('charts', () => {
  const reporting = (count: number, more: (index: number) => FindingFields) =>
    Array.from({ length: count }, (_, index) =>
      recordOf({
        outcome: 'reports-usage',
        key: keyOf(`job-${String(index).padStart(3, '0')}`, 'profiler-report.html'),
        ...more(index),
      }),
    );
  const captionsOf = (page: string) =>
    [...page.matchAll(/<figcaption>(.*?)<\/figcaption>/g)].map(([, caption]) => caption);
  const toldIn = (page: string) => [...page.matchAll(/<p class="told">(.*?)<\/p>/g)].map(([, told]) => told);

  test('of one report are sentences', async () => {
    const page = await pageOf([
      recordOf({ outcome: 'reports-usage', key: PAGE, lastModified: day(3) }),
      recordOf({ outcome: 'opted-out', after: stateOf('o') }),
    ]);
    expect(captionsOf(page)).toEqual([]);
    expect(toldIn(page)).toEqual([
      '1 HTML report version that contained the beacon was generated on 2026-01-03.',
      '1 notebook opted out on 2026-01-02.',
      'By account and region: all in <bdi>not known</bdi>.',
      'By prefix: all in <bdi>s3://b</bdi>.',
    ]);
  });

  test('by age show bursts, in periods that fit the span', async () => {
    const page = await pageOf([
      ...reporting(20, (index) => ({ lastModified: new Date(Date.UTC(2024, index < 15 ? 2 : index, 1)) })),
      recordOf({
        outcome: 'silenced',
        key: keyOf('x', 'profiler-report.html'),
        after: stateOf('s'),
        lastModified: new Date(Date.UTC(2024, 2, 1)),
      }),
    ]);
    expect(captionsOf(page)).toEqual([
      'HTML reports that contained the beacon, by when they were generated, per month',
    ]);
    expect(page).toContain('<tr><th scope="row">2024-03</th><td>15</td><td>1</td></tr>');
    expect(page).not.toContain('<th scope="row">2024-04</th>');
    expect(page).toContain('1 HTML report silenced on 2026-01-02.');
    expect(page.match(/<svg role="img" aria-label="/g)).toHaveLength(2);
    expect(page).toContain('<figure class="over-time">');
  });

  test('of two times, or of centuries, say so', async () => {
    const two = await pageOf(reporting(20, (index) => ({ lastModified: day(index < 10 ? 3 : 9) })));
    expect(toldIn(two)[0]).toBe(
      '20 HTML report versions that contained the beacon were generated from 2026-01-03 to 2026-01-09.',
    );
    const centuries = await pageOf(
      reporting(20, (index) => ({ lastModified: new Date(Date.UTC(1800 + index * 10, 0, 1)) })),
    );
    expect(captionsOf(centuries)[0]).toMatch(/per year \(the last 40; 151 earlier years are left out\)$/);
  });

  test('of what was done are charts when it took days', async () => {
    const page = await pageOf([
      ...Array.from({ length: 12 }, (_, index) =>
        recordOf({
          outcome: 'opted-out',
          key: keyOf(`job-${index}`),
          after: stateOf('o'),
          at: day(2 + index),
        }),
      ),
      recordOf({ outcome: 'silenced', key: PAGE, after: stateOf('s'), at: day(9) }),
    ]);
    expect(captionsOf(page)).toContain('Opted out and silenced, by when, per day');
    expect(toldIn(page)[0]).toBe(
      '1 HTML report version that contained the beacon was generated on 2026-01-01.',
    );
    const both = await pageOf([
      recordOf({ outcome: 'opted-out', after: stateOf('o') }),
      recordOf({ outcome: 'silenced', key: PAGE, after: stateOf('s') }),
    ]);
    expect(toldIn(both)[1]).toBe('1 notebook opted out and 1 HTML report silenced on 2026-01-02.');
  });

  test('by account, region and prefix are drawn where they differ, long names cut in their middle', async () => {
    const arn = (account: number) => `arn:aws:sagemaker:eu-west-1:11112222333${account}:processing-job/x`;
    const prefix = (index: number) =>
      `pytorch-training-2026-03-02-${String(index % 15).padStart(3, '0')}-team/`;
    const page = await pageOf(
      reporting(40, (index) => ({
        key: `${prefix(index)}${keyOf(`job-${index}`, 'profiler-report.html')}`,
        processingJobArn: arn(index < 30 ? 1 : 2),
      })),
    );
    expect(captionsOf(page)).toEqual(['By account and region', 'By prefix (the first 12 of 15 prefixes)']);
    expect(page).toContain(
      '<tr><th scope="row"><bdi>111122223331 eu-west-1</bdi></th><td>30</td><td>0</td></tr>',
    );
    expect(page).toMatch(/>1 {2}s3:\/\/b\/[^<]*…[^<]*000-team\/</);
  });

  test('by what does not differ are sentences', async () => {
    const prefixed = (count: number) =>
      reporting(count, (index) => ({ key: `p${index}/${keyOf('job', 'profiler-report.html')}` }));
    expect(toldIn(await pageOf(prefixed(2)))[2]).toBe(
      'By prefix: 2 prefixes with the same figures (1 version reports usage, 0 opted out or silenced in each): <bdi>s3://b/p0/</bdi>, <bdi>s3://b/p1/</bdi>.',
    );
    expect(toldIn(await pageOf(prefixed(30))).at(-1)).toBe(
      'By prefix: 30 prefixes, none above 1 version reports usage, 0 opted out or silenced.',
    );
  });
});

test('a long list says what it leaves out', async () => {
  const page = await pageOf([recordOf()], { omittedVersions: 12_345 });
  expect(page).toContain(
    'This list shows 1 version, those that report usage first. The ledger has 12,345 more:',
  );
});

describe('training jobs', () => {
  test('have a section with their states, and those that do not opt out by name; hostile names are text', async () => {
    const hostile = jobRecordOf({ name: '<b>\u202e', verdict: judgeJob({ rules: [reportRule('<i>')] }) });
    const page = await pageOf([...recordsOfJobs, hostile]);
    expect(page).toContain('<h2 id="training-jobs" tabindex="-1">Training jobs</h2>');
    for (const line of [
      '1 job: Option 1 is in force',
      '2 jobs: their reports will report usage',
      '2 jobs: with a value',
    ])
      expect(page).toContain(`<li>${line}`);
    expect(page).toContain('<bdi>absent</bdi>');
    expect(page).toContain('&#60;b&#62;');
    expect(page).not.toMatch(/<b>|<i>|\u202e/);
    expect(page).not.toContain('<bdi>in-force</bdi>');
  });

  test('all in force are counted, and none listed', async () => {
    const page = await pageOf(recordsOfJobs.filter(({ outcome }) => outcome === 'in-force'));
    expect(page).toContain('<li>1 job: Option 1 is in force</li></ul></section>');
  });

  test('more than a page lists are counted; without any there is no section', async () => {
    const { createdAt: _, ...object } = jobRecordOf().object;
    const jobsToAct = { count: 9, listed: [{ ...jobRecordOf({ verdict: { state: 'gone' } }), object }] };
    const page = await pageOf([jobRecordOf()], { jobsToAct });
    expect(page).toContain('<p>and 8 more</p>');
    // When it was recorded, where the time of creation is not known.
    expect(page).toContain('<td><time datetime="2026-01-01T00:01:00.000Z">');
    expect(await pageOf([recordOf()])).not.toContain('training-jobs');
  });
});
