/** The audit page as text: what it shows, that nothing in it can act, and that its policy fits its content. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { LedgerSummarizer } from '../../../src/audit/ledger/summary.ts';
import { type PageInput, renderPage } from '../../../src/audit/page/render-page.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { historiesIn } from '../../support/histories.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

async function inputOf(records: readonly AuditRecord[], more: Partial<PageInput> = {}): Promise<PageInput> {
  const summarizer = new LedgerSummarizer();
  const needsAttention: AuditRecord[] = [];
  for (const history of await historiesIn(records))
    needsAttention.push(...summarizer.add(history).needsAttention);
  return {
    title: 'A ledger',
    sources: ['ledger.ndjson'],
    generatedAt: new Date('2026-02-01T12:00:00Z'),
    summary: summarizer.summary(),
    records,
    needsAttention,
    omittedRecords: 0,
    badLines: 0,
    duplicates: 0,
    attestation: { sha256: 'f'.repeat(64), records: records.length },
    ...more,
  };
}

const pageOf = async (...question: Parameters<typeof inputOf>) => renderPage(await inputOf(...question));
const PAGE = keyOf('job-1', 'profiler-report.html');
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

test('the figures of the summary are shown, and what needs attention', async () => {
  const records = [
    recordOf({ outcome: 'opted-out', after: stateOf('after') }),
    recordOf({ outcome: 'reports-usage', key: PAGE, lastModified: day(3) }),
    recordOf({ outcome: 'refused', key: keyOf('job-2') }),
    recordOf({ outcome: 'missing', key: keyOf('job-3') }),
    recordOf({ outcome: 'reports-usage', key: keyOf('job-3', 'copy.html'), isCopy: true }),
  ];
  const page = await pageOf(records);
  for (const figure of [
    '3</strong> <span>reports examined',
    '1</strong> <span>notebooks opted out',
    '1</strong> <span>HTML reports that still report usage',
    '1</strong> <span>refused or contended',
  ])
    expect(page).toContain(figure);
  expect(page).toContain('<small>1 missing</small>');
  expect(page).toContain('<small>0 earlier versions, 1 copy</small>');
  expect(page).toContain('Needs attention (1)');
  expect(page).toContain('<p>encoded-content: store it unencoded</p>');
  expect(page).toContain('<figcaption>Generated before opting out, opted out and silenced over time');
  expect(page).toContain('2026-01-03');
  expect(page.match(/<svg role="img" aria-label="/g)).toHaveLength(6);
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
  expect(page).toContain('<span class="tag warn">contradiction</span>');
  expect(page).toContain(text);
});

test('a record that is contended says so', async () => {
  expect(await pageOf([recordOf({ outcome: 'contended', detail: 'changed' })])).toContain(
    '<p>contended: changed</p>',
  );
});

test('the records are in the page, and come out of it as they were', async () => {
  const records = [recordOf({ key: 'a/</script><!--\u2028&/profiler-output/profiler-report.ipynb' })];
  const page = await pageOf(records);
  const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
  expect(JSON.parse(data)).toEqual(records);
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
  const page = await pageOf(records, { title: hostile, sources: [hostile], attestation });
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
    const page = await pageOf([recordOf()], { attestation, badLines: 1_234, duplicates: 2 });
    expect(page).toContain('2026-01-01 00:00:00 UTC</time> to <time');
    expect(page).toContain('2026-02-01 00:00:00 UTC</time> (exclusive)');
    expect(page).toContain('a'.repeat(64));
    expect(page).toContain('profiler-opt-out/0.1.0</bdi> (1)');
    expect(page).toContain('1,234 invalid lines, 2 duplicate records');
  });

  test('of everything says so', async () => {
    expect(await pageOf([recordOf()])).toContain('from the first record to the last record');
  });
});

test('an empty ledger is said to be empty, without charts', async () => {
  const page = await pageOf([]);
  expect(page).toContain('The ledger has no records for this period.');
  expect(page).toContain('Nothing: no object was refused or contended');
  expect(page).not.toContain('<figure>');
});

test('a ledger outside of the layout of SageMaker has charts, but none by training job', async () => {
  const page = await pageOf([
    recordOf({ outcome: 'opted-out', after: stateOf('a'), key: 'x/profiler-output/profiler-report.ipynb' }),
  ]);
  expect(page).toContain('<figcaption>By month');
  expect(page).not.toContain('By training job');
});

test('a long list says what it leaves out, many months and jobs too', async () => {
  const records = Array.from({ length: 30 }, (_, index) =>
    recordOf({
      outcome: 'reports-usage',
      key: keyOf(
        `pytorch-training-2099-03-02-09-14-07-${String(index).padStart(3, '0')}`,
        'profiler-report.html',
      ),
      lastModified: new Date(Date.UTC(2024, index, 1)),
    }),
  );
  const page = await pageOf(records, { omittedRecords: 12_345 });
  expect(page).toContain('This list shows the first 30 records, ordered by key. The ledger has 12,345 more:');
  expect(page).toContain('By month (last 24 of 30)');
  expect(page).toContain('By training job (top 12 of 30');
  // Told apart by how they end.
  expect(page).toContain('pytorch-tra…9-14-07-000<');
  expect(page).toContain('pytorch-tra…9-14-07-011<');
});
