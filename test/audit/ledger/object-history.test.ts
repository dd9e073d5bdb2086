/** What the records about one object say together. */

import { describe, expect, test } from 'vitest';
import { summarizeHistory } from '../../../src/audit/ledger/object-history.ts';
import { day, notebook, PAGE, page, summaryOf } from '../../support/histories.ts';
import { recordOf, stateOf } from '../../support/records.ts';
import type { FindingFields } from '../../support/reports/finding-fields.ts';

describe('the state of an object', () => {
  test.each<[string, FindingFields[]]>([
    ['opted-out', [notebook('opted-out', { after: stateOf('after') })]],
    [
      'opted-out',
      [
        notebook('opted-out', { after: stateOf('after') }),
        notebook('already-opted-out', { before: stateOf('after'), lastModified: day(3), at: day(3) }),
      ],
    ],
    ['already-opted-out', [notebook('already-opted-out')]],
    [
      'already-opted-out',
      [
        notebook('opted-out', { after: stateOf('after') }),
        notebook('already-opted-out', { before: stateOf('another'), lastModified: day(3), at: day(3) }),
      ],
    ],
    ['no-setup-call', [notebook('no-setup-call')]],
    ['would-opt-out', [notebook('would-opt-out')]],
    [
      'would-opt-out',
      [
        notebook('opted-out', { after: stateOf('after') }),
        notebook('restored', { before: stateOf('after'), after: stateOf('before'), at: day(5) }),
      ],
    ],
    ['opted-out', [notebook('would-restore')]],
    ['refused', [notebook('refused')]],
    [
      'refused',
      [
        {
          outcome: 'refused',
          key: PAGE,
          html: { usageReporting: 'unknown', generatedBeforeOptOut: null },
        },
      ],
    ],
    ['missing', [notebook('opted-out', { after: stateOf('after') }), notebook('missing', { at: day(9) })]],
    ['reports-usage', [page('reports-usage')]],
    ['reports-usage', [page('would-silence')]],
    ['silenced', [page('silenced', { after: stateOf('after') })]],
    ['silenced', [page('would-restore')]],
    ['silent', [page('silent')]],
    // A file does not carry that it was silenced.
    [
      'silenced',
      [
        page('silenced', { after: stateOf('after') }),
        page('silent', { before: stateOf('after'), lastModified: day(3), at: day(3) }),
      ],
    ],
    [
      'silent',
      [
        page('silenced', { after: stateOf('after') }),
        page('silent', { before: stateOf('another'), lastModified: day(3), at: day(3) }),
      ],
    ],
    [
      'silenced',
      [
        page('silent', {
          html: { usageReporting: 'silent', generatedBeforeOptOut: true },
        }),
      ],
    ],
    // Nobody silenced what a browser saved.
    [
      'silent',
      [
        page('silent', {
          html: { usageReporting: 'silent', generatedBeforeOptOut: true, savedByBrowser: true },
        }),
      ],
    ],
    [
      'reports-usage',
      [
        page('silenced', { after: stateOf('after') }),
        page('restored', { before: stateOf('after'), after: stateOf('before'), at: day(5) }),
      ],
    ],
    [
      'reports-usage',
      [
        page('silenced', { after: stateOf('after') }),
        page('reports-usage', { before: stateOf('again'), lastModified: day(4), at: day(4) }),
      ],
    ],
    ['contended', [page('contended')]],
    // A rewriting that was put on record ahead, and then not made.
    [
      'contended',
      [notebook('opted-out', { after: stateOf('after') }), notebook('contended', { at: day(3) })],
    ],
  ])('is %s', async (state, findings) => {
    expect((await summaryOf(...findings)).state).toBe(state);
  });

  const older = page('reports-usage', {
    before: stateOf('1', 'v1'),
    isLatest: false,
    lastModified: day(1),
    at: day(9),
  });
  const newer = page('silent', { before: stateOf('2', 'v2'), lastModified: day(2), at: day(8) });

  test.each([true, false])(
    'is that of the version written last, in whatever order they were examined, the current one seen: %s',
    async (isLatest) => {
      const last = { ...newer, isLatest };
      expect(await summaryOf(older, last)).toMatchObject({ state: 'silent', earlierVersionsReporting: 1 });
      expect(await summaryOf(last, older)).toMatchObject({ state: 'silent', earlierVersionsReporting: 1 });
      expect(await summaryOf({ ...older, at: day(3) }, last)).toMatchObject({ state: 'silent' });
    },
  );

  test('is what was seen last, though within a second of what was done', async () => {
    const at = (milliseconds: number) => new Date(Date.UTC(2026, 0, 5, 0, 0, 0, milliseconds));
    const silenced = page('silenced', { after: stateOf('after'), lastModified: day(4), at: at(200) });
    const putBack = page('reports-usage', { lastModified: at(0), at: at(900) });
    expect(await summaryOf(silenced, putBack)).toMatchObject({ state: 'reports-usage', reporting: 'yes' });
    const [v1, v2, v3] = [stateOf('1', 'v1'), stateOf('2', 'v2'), stateOf('1', 'v3')];
    const versions = [
      { ...silenced, before: v1, after: v2, isLatest: true },
      { ...putBack, before: v3, isLatest: true },
    ];
    expect(await summaryOf(...versions)).toMatchObject({ reporting: 'yes', earlierVersionsReporting: 1 });
  });
});

test('what was only seen as an earlier version never counts as the current one', async () => {
  const earlier = page('reports-usage', { before: stateOf('1', 'v1'), isLatest: false });
  expect(await summaryOf(earlier)).toMatchObject({
    state: 'reports-usage',
    reporting: 'no',
    earlierVersionsReporting: 1,
    entries: [{ isCurrent: false, reporting: 'yes' }],
  });
});

test('an earlier version of which nothing was told counts from the time of its record', () => {
  const read = recordOf(
    page('silent', { before: stateOf('1', 'v1'), isLatest: false, lastModified: day(3) }),
  );
  const {
    before: _before,
    html: _html,
    ...unread
  } = recordOf(page('refused', { before: stateOf('2', 'v2'), isLatest: false, at: day(5) }));
  const { lastModified: _lastModified, ...object } = unread.object;
  const records = [read, { ...unread, object }] as const;
  expect(summarizeHistory({ bucket: 'b', key: PAGE, records }).state).toBe('refused');
});

test('an object that could not even be looked at is refused from the time of its record', () => {
  const { lastModified: _lastModified, ...object } = recordOf({ outcome: 'refused' }).object;
  const record = { ...recordOf({ outcome: 'refused' }), object };
  expect(summarizeHistory({ bucket: 'b', key: object.key, records: [recordOf(), record] })).toMatchObject({
    state: 'refused',
  });
});

describe('versions of an HTML report', () => {
  test('that hold the beacon and are not the current one still report', async () => {
    const versions = [1, 2, 3].map((number) =>
      page('reports-usage', { before: stateOf(String(number), `v${number}`), lastModified: day(number) }),
    );
    expect(await summaryOf(...versions)).toMatchObject({
      state: 'reports-usage',
      earlierVersionsReporting: 2,
      generated: ['2026-01-01', '2026-01-02', '2026-01-03'],
    });
  });

  test('the version that was silenced is one of them where versions are kept', async () => {
    const versioned = page('silenced', { before: stateOf('1', 'v1'), after: stateOf('2', 'v2') });
    expect(await summaryOf(versioned)).toMatchObject({
      earlierVersionsReporting: 1,
      silenced: ['2026-01-02'],
    });
    const overwritten = page('silenced', { after: stateOf('2') });
    expect(await summaryOf(overwritten)).toMatchObject({
      earlierVersionsReporting: 0,
      generated: ['2026-01-01'],
    });
  });

  test('a page that never held the beacon was not generated before opting out', async () => {
    expect((await summaryOf(page('silent'))).generated).toEqual([]);
  });

  test('a page that is known to have been silenced was generated before opting out, once', async () => {
    const html = { usageReporting: 'silent', generatedBeforeOptOut: true } as const;
    const after = page('silent', { html, before: stateOf('2'), lastModified: day(3) });
    expect((await summaryOf(after)).generated).toHaveLength(1);
    expect((await summaryOf(page('silenced', { after: stateOf('2') }), after)).generated).toHaveLength(1);
  });
});

test('contradictions are one a version', async () => {
  const contradiction = { state: 'in-force', contradiction: 'in-force-but-reports' } as const;
  const reporting = page('reports-usage', { optionOne: contradiction });
  const later = page('would-silence', { optionOne: contradiction, at: day(6) });
  expect((await summaryOf(reporting, later)).contradictions).toEqual([recordOf(reporting)]);
});
