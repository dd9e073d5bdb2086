/** The charts of the audit page, and the sentences that stand in their place. */
import { describe, expect, test } from 'vitest';
import { pageOf } from '../../support/audit/audit-page.ts';
import { day, PAGE } from '../../support/histories.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';
import type { FindingFields } from '../../support/reports/finding-fields.ts';

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
