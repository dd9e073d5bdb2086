import { describe, expect, test } from 'vitest';
import { MAX_LISTED, MAX_PLACES } from '../../../src/audit/ledger/attention.ts';
import { ATTENTION_TEXTS, describeEntry } from '../../../src/audit/ledger/attention-text.ts';
import { ALL, contradiction, groupsOf, page } from '../../support/audit/attention.ts';
import { day, PAGE } from '../../support/histories.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

describe('what needs attention', () => {
  test('is everything that reports, was restored or refused, is contended or contradictory', async () => {
    const groups = await groupsOf([...ALL, recordOf({ outcome: 'silent', key: page('job-9') })]);
    expect(groups.map(({ kind, count, hasHtml }) => [kind, count, hasHtml])).toEqual([
      ['pages', 1, true],
      ['notebooks', 1, false],
      ['embedding', 1, true],
      ['restored', 1, false],
      ['copies', 2, true],
      ['earlier-versions', 2, true],
      ['contradictions', 1, true],
      ['refused', 1, false],
      ['contended', 1, true],
    ]);
  });

  test('is nothing once it is settled', async () => {
    const refused = recordOf({ outcome: 'refused' });
    const mended = recordOf({ outcome: 'opted-out', before: stateOf('2'), after: stateOf('3'), at: day(4) });
    expect(await groupsOf([refused, mended])).toEqual([]);
    const reporting = recordOf({ outcome: 'reports-usage', key: PAGE });
    const silenced = recordOf({ outcome: 'silenced', key: PAGE, after: stateOf('s'), at: day(4) });
    expect(await groupsOf([reporting, silenced])).toEqual([]);
  });

  test('that contradicts and reports stands in both groups, a contradiction that is superseded in its own', async () => {
    const both = recordOf({ outcome: 'reports-usage', key: PAGE, optionOne: contradiction });
    expect((await groupsOf([both])).map(({ kind }) => kind)).toEqual(['pages', 'contradictions']);
    const silenced = recordOf({ outcome: 'silenced', key: PAGE, after: stateOf('s'), at: day(4) });
    expect((await groupsOf([both, silenced])).map(({ kind }) => kind)).toEqual(['contradictions']);
  });

  test('is counted beyond what is listed, with the prefix that all share, of some buckets', async () => {
    const many = Array.from({ length: MAX_LISTED + 3 }, (_, index) =>
      recordOf({ outcome: 'would-opt-out', key: `team/a/${keyOf(`job-${index}`)}` }),
    );
    const [group] = await groupsOf(many);
    expect([group?.count, group?.entries.length]).toEqual([MAX_LISTED + 3, MAX_LISTED]);
    expect(group?.places).toEqual([{ bucket: 'b', prefix: 'team/a/' }]);
    const buckets = Array.from({ length: MAX_PLACES + 2 }, (_, index) =>
      recordOf({ outcome: 'would-opt-out', bucket: `b${index}` }),
    );
    expect((await groupsOf(buckets))[0]?.places).toHaveLength(MAX_PLACES);
    const two = ['x/1', 'y/1', 'y/2'].map((key) =>
      recordOf({ outcome: 'would-opt-out', key, kind: 'notebook' }),
    );
    expect((await groupsOf(two))[0]?.places).toEqual([{ bucket: 'b', prefix: '' }]);
    const versions = ['v1', 'v2'].map((version, index) =>
      recordOf({
        outcome: 'refused',
        before: stateOf(version, version),
        isLatest: index === 1,
        at: day(5 + index),
      }),
    );
    expect((await groupsOf(versions))[0]).toMatchObject({ count: 2, places: [{ prefix: keyOf('job-1') }] });
  });

  test('is described where the heading does not say it all', async () => {
    const texts = (
      await groupsOf([
        ...ALL,
        recordOf({ outcome: 'reports-usage', key: page('job-0'), optionOne: contradiction }),
      ])
    ).map(({ kind, entries }) => [kind, ...entries.map((entry) => describeEntry(kind, entry))]);
    expect(texts).toEqual([
      ['pages', '', ''],
      ['notebooks', ''],
      [
        'embedding',
        'embedded beacon in the output of code cell 3; perhaps an embedded beacon in the output of code cell 7',
      ],
      ['restored', 'restored 2026-01-02T00:00:00.000Z'],
      ['copies', '', ''],
      [
        'earlier-versions',
        'version v1, superseded by silenced 2026-01-02T00:00:00.000Z',
        'version v1, superseded by opted-out 2026-01-02T00:00:00.000Z',
      ],
      [
        'contradictions',
        'opt_out_telemetry is "True" on the ProfilerReport rule, but the HTML report contained the beacon',
        'opt_out_telemetry is not "True" on the ProfilerReport rule, but the HTML report contains no beacon',
      ],
      ['refused', 'encoded-content: store it unencoded'],
      ['contended', 'it kept changing'],
    ]);
    const [pages] = await groupsOf([recordOf({ outcome: 'reports-usage', key: PAGE })]);
    const [entry] = pages?.entries ?? [];
    if (entry === undefined) throw new Error('none');
    expect(describeEntry('contended', entry)).toBe('');
    expect(describeEntry('contradictions', entry)).toBe('');
    const earlier = { ...entry, versionId: 'v0' };
    expect(describeEntry('earlier-versions', earlier)).toBe('version v0');
    const superseded = { by: 'missing', at: '2026-01-02T00:00:00.000Z' } as const;
    expect(describeEntry('earlier-versions', { ...earlier, superseded })).toBe(
      'version v0, of an object that was gone 2026-01-02T00:00:00.000Z',
    );
    for (const { heading, advice } of Object.values(ATTENTION_TEXTS))
      expect(`${heading}: ${advice}`).toMatch(/^[A-Z].+:$/);
  });
});
