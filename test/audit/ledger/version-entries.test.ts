/** The versions of an object: their present state, and what superseded them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { summarizeHistory } from '../../../src/audit/ledger/object-history.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { day, historiesIn, notebook, PAGE, page } from '../../support/histories.ts';
import { livePage } from '../../support/page-life.ts';
import { recordOf, stateOf } from '../../support/records.ts';
import type { FindingFields } from '../../support/reports/finding-fields.ts';
import { randomOf } from '../../support/reports/random.ts';

async function entriesIn(records: readonly AuditRecord[]) {
  const [history, ...more] = await historiesIn(records);
  if (history === undefined || more.length > 0) throw new Error('not one object');
  return summarizeHistory(history).entries;
}

/** Outcome of the record, version, state, whether it reports, and what superseded it. */
async function linesOf(...findings: FindingFields[]) {
  return (await entriesIn(findings.map(recordOf))).map(
    ({ record, versionId = '-', state, reporting, isCurrent, superseded }) =>
      [
        `${record.outcome} ${versionId} ${state} ${reporting}${isCurrent ? ' current' : ''}`,
        ...(superseded === undefined
          ? []
          : [`${superseded.by} ${superseded.at.slice(0, 10)} ${superseded.versionId ?? '-'}`]),
      ].join(' < '),
  );
}

const [v1, v2] = [stateOf('v1', 'v1'), stateOf('v2', 'v2')];
const [v3, v4] = [stateOf('v3', 'v3'), stateOf('v4', 'v4')];
const at = (number: number) => ({ at: day(number), lastModified: day(number - 1) });

describe('where no versions are kept', () => {
  test('what was silenced later reports no more: it is gone', async () => {
    expect(
      await linesOf(
        page('reports-usage', { before: stateOf('a'), at: day(3) }),
        page('silenced', { before: stateOf('a'), after: stateOf('b'), at: day(4) }),
      ),
    ).toEqual(['reports-usage - gone no < silenced 2026-01-04 -', 'silenced - silenced no current']);
  });

  test('what was silenced at once is one version', async () => {
    expect(await linesOf(page('silenced', { after: stateOf('b') }))).toEqual([
      'silenced - silenced no current',
    ]);
  });

  test('a version that was looked at twice is said once', async () => {
    expect(
      await linesOf(page('reports-usage', { at: day(3) }), page('would-silence', { at: day(4) })),
    ).toEqual([
      'reports-usage - superseded no < would-silence 2026-01-04 -',
      'would-silence - reports-usage yes current',
    ]);
  });

  test('what was overwritten by somebody is gone, and so is what was deleted', async () => {
    const { before: _before, html: _html, ...gone } = recordOf(page('missing', { at: day(9) }));
    const { lastModified: _lastModified, ...object } = gone.object;
    const records = [
      recordOf(page('reports-usage', { before: stateOf('a'), at: day(3) })),
      recordOf(page('silent', { before: stateOf('b'), at: day(5) })),
      { ...gone, object },
    ];
    const states = (await entriesIn(records)).map(({ state, superseded }) => [state, superseded?.by]);
    expect(states).toEqual([
      ['gone', 'silent'],
      ['gone', 'missing'],
      ['missing', undefined],
    ]);
  });

  test('what became again what it was is the current version', async () => {
    const [a, b] = [stateOf('a'), stateOf('b')];
    expect(
      await linesOf(
        notebook('opted-out', { before: a, after: b, at: day(3) }),
        notebook('restored', { before: b, after: a, at: day(4) }),
        notebook('opted-out', { before: a, after: b, at: day(5) }),
      ),
    ).toEqual([
      'opted-out - superseded no < opted-out 2026-01-05 -',
      'restored - gone no < opted-out 2026-01-05 -',
      'opted-out - opted-out no current',
    ]);
  });
});

describe('where versions are kept', () => {
  test('the version that was silenced still reports, and has an entry of its own', async () => {
    expect(await linesOf(page('silenced', { before: v1, after: v2, ...at(3) }))).toEqual([
      'silenced v1 reports-usage yes < silenced 2026-01-03 v2',
      'silenced v2 silenced no current',
    ]);
    expect(await linesOf(notebook('opted-out', { before: v1, after: v2, ...at(3) }))).toEqual([
      'opted-out v1 would-opt-out yes < opted-out 2026-01-03 v2',
      'opted-out v2 opted-out no current',
    ]);
  });

  test('a version that has a record of its own has one entry', async () => {
    expect(
      await linesOf(
        page('reports-usage', { before: v1, ...at(3) }),
        page('silenced', { before: v1, after: v2, ...at(4) }),
      ),
    ).toEqual([
      'reports-usage v1 reports-usage yes < silenced 2026-01-04 v2',
      'silenced v2 silenced no current',
    ]);
  });

  test('what was restored and then overwritten still holds what was restored', async () => {
    expect(
      await linesOf(
        page('silenced', { before: v1, after: v2, ...at(3) }),
        page('restored', { before: v2, after: v3, ...at(4) }),
        page('silent', { before: v4, ...at(8) }),
      ),
    ).toEqual([
      'silenced v1 reports-usage yes < silenced 2026-01-03 v2',
      'silenced v2 silenced no < restored 2026-01-04 v3',
      'restored v3 reports-usage yes < newer version 2026-01-07 v4',
      'silent v4 silent no current',
    ]);
    expect((await linesOf(page('restored', { before: v2, after: v3, ...at(4) })))[0]).toBe(
      'restored v2 silenced no < restored 2026-01-04 v3',
    );
    const notebooks = await linesOf(
      notebook('restored', { before: v2, after: v3, ...at(4) }),
      notebook('already-opted-out', { before: v4, ...at(8) }),
    );
    expect(notebooks.slice(0, 2)).toEqual([
      'restored v2 opted-out no < restored 2026-01-04 v3',
      'restored v3 would-opt-out yes < newer version 2026-01-07 v4',
    ]);
  });

  test('an earlier version is superseded by the one written next, in whatever order they were examined', async () => {
    expect(
      await linesOf(
        page('reports-usage', { before: v3, at: day(5), lastModified: day(3), isLatest: true }),
        page('reports-usage', { before: v1, at: day(6), lastModified: day(1), isLatest: false }),
        page('silent', { before: v2, at: day(7), lastModified: day(2), isLatest: false }),
      ),
    ).toEqual([
      'reports-usage v3 reports-usage yes current',
      'reports-usage v1 reports-usage yes < newer version 2026-01-02 v2',
      'silent v2 silent no < newer version 2026-01-03 v3',
    ]);
  });

  test('the versions of an object that was deleted still report', async () => {
    const { before: _before, html: _html, ...gone } = recordOf(page('missing', { at: day(9) }));
    const { lastModified: _lastModified, ...object } = gone.object;
    const records = [recordOf(page('reports-usage', { before: v1 })), { ...gone, object }];
    expect((await entriesIn(records))[0]).toMatchObject({
      reporting: 'yes',
      isCurrent: false,
      superseded: { by: 'missing', at: day(9).toISOString() },
    });
  });

  test('a version is superseded by the deletion after it, and not by one before it', async () => {
    const deleted = (number: number, versionId: string) =>
      recordOf({ outcome: 'missing', key: PAGE, versionId, ...at(number), isLatest: true });
    const records = [
      recordOf(page('reports-usage', { before: v1, ...at(2), isLatest: false })),
      deleted(3, 'v2'),
      recordOf(page('reports-usage', { before: v3, ...at(5), isLatest: true })),
      deleted(7, 'v4'),
    ];
    const [first, , second, last] = await entriesIn(records);
    expect(first?.superseded).toEqual({
      by: 'missing',
      at: records[1]?.object.lastModified,
      versionId: 'v2',
    });
    expect(second?.superseded).toEqual({
      by: 'missing',
      at: records[3]?.object.lastModified,
      versionId: 'v4',
    });
    expect(last).toMatchObject({ state: 'missing', reporting: 'no', isCurrent: true });
  });

  test('what was there before versions were kept, or while they were not, is a version of its own', async () => {
    const none = stateOf('n', 'null');
    expect(
      await linesOf(
        page('silenced', { before: none, after: v2, ...at(3) }),
        page('silent', { before: v3, ...at(5) }),
      ),
    ).toEqual([
      'silenced null reports-usage yes < silenced 2026-01-03 v2',
      'silenced v2 silenced no < newer version 2026-01-04 v3',
      'silent v3 silent no current',
    ]);
    expect(
      await linesOf(
        page('reports-usage', { before: none, ...at(3) }),
        page('silenced', { before: none, after: stateOf('m', 'null'), ...at(5) }),
      ),
    ).toEqual([
      'reports-usage null superseded no < silenced 2026-01-05 null',
      'silenced null silenced no current',
    ]);
  });

  test('a version of which no time is known is superseded by nothing that is known', async () => {
    const {
      before: _before,
      html: _html,
      ...unread
    } = recordOf(page('refused', { isLatest: false, before: stateOf('0', 'v0') }));
    const { lastModified: _lastModified, ...object } = unread.object;
    const records = [{ ...unread, object }, recordOf(page('silent', { before: v1, at: day(5) }))];
    expect((await entriesIn(records))[0]).toMatchObject({ state: 'refused', reporting: 'unknown' });
    expect((await entriesIn(records))[0]).not.toHaveProperty('superseded');
  });
});

test('whatever happens to a page, its versions are told apart, and one of them at most is current', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const { records } = livePage(randomOf(seed), 'b', PAGE);
      const entries = await entriesIn(records);
      expect(entries.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
      const standing = entries.filter(({ state }) => state !== 'superseded' && state !== 'gone');
      const versions = standing.flatMap(({ versionId }) => versionId ?? []);
      expect(new Set(versions).size).toBe(versions.length);
      for (const { isCurrent, state, superseded } of entries) {
        if (isCurrent) expect(superseded).toBeUndefined();
        if (state === 'gone' || state === 'superseded') expect(superseded).toBeDefined();
      }
    }),
    { numRuns: 300 },
  );
});
