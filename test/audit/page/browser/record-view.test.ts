/** The list's state, as the page's script holds it. */
import { describe, expect, test } from 'vitest';
import { COLUMNS, type Column, RecordView } from '../../../../src/audit/page/browser/record-view.ts';
import { type ListedVersion, readVersions } from '../../../../src/audit/page/browser/versions.ts';
import type { AuditRecord } from '../../../../src/audit/record/schema.ts';
import { jobRecordOf } from '../../../support/job-records.ts';
import { keyOf, recordOf, stateOf } from '../../../support/records.ts';

const ALL = { query: '', reporting: '', state: '', kind: '' };
const names = (versions: readonly ListedVersion[]) =>
  versions.map(({ record }) => record.report.trainingJobName);

/** Versions as the page lists them; the state is the outcome. */
const versionsOf = (records: readonly AuditRecord[]): readonly ListedVersion[] =>
  readVersions({
    records,
    jobs: [],
    rows: records.map(({ outcome, recordedAt }, record) => ({
      record,
      related: [record],
      state: outcome,
      reporting: REPORTING[outcome] ?? 'no',
      isCurrent: true,
      ...(outcome === 'opted-out' ? { superseded: { by: 'restored', at: recordedAt } } : {}),
    })),
  });
const REPORTING: Partial<Record<AuditRecord['outcome'], 'yes' | 'unknown'>> = {
  'reports-usage': 'yes',
  refused: 'unknown',
};
const namesOnPage = ({ matching, range }: RecordView) => names(matching.slice(range.start, range.end));

function columnOf(heading: string): Column {
  const column = COLUMNS.find((each) => each.heading === heading);
  if (column === undefined) throw new Error(heading);
  return column;
}

const viewOf = (count: number) =>
  new RecordView(
    versionsOf(Array.from({ length: count }, (_, index) => recordOf({ key: keyOf(`job-${index}`) }))),
  );

describe('pages', () => {
  test('hold 50 records, the last one the rest', () => {
    const view = viewOf(120);
    expect([view.pageNumber, view.pageCount, view.matching.length]).toEqual([1, 3, 120]);
    expect(view.range).toEqual({ start: 0, end: 50 });
    expect(namesOnPage(view)).toEqual(names(view.versions.slice(0, 50)));
    view.turnPages(1);
    expect(view.range).toEqual({ start: 50, end: 100 });
    view.turnPages(1);
    expect(view.range).toEqual({ start: 100, end: 120 });
    expect(namesOnPage(view)).toEqual(names(view.versions.slice(100)));
    expect(view.describe()).toBe('120 of 120 versions match, showing 101 to 120');
    expect(view.describe({ start: 0, end: 120 })).toBe('120 of 120 versions match, showing 1 to 120');
  });

  test('are turned within their number only', () => {
    const view = viewOf(100);
    expect([view.canTurnPages(-1), view.canTurnPages(1), view.canTurnPages(2)]).toEqual([false, true, false]);
    view.turnPages(-1);
    expect(view.pageNumber).toBe(1);
    view.turnPages(5);
    expect(view.pageNumber).toBe(2);
    expect([view.canTurnPages(-1), view.canTurnPages(1)]).toEqual([true, false]);
  });

  test('are one when there is no record', () => {
    const view = viewOf(0);
    expect([view.pageNumber, view.pageCount, view.range]).toEqual([1, 1, { start: 0, end: 0 }]);
    expect([view.canTurnPages(-1), view.canTurnPages(1)]).toEqual([false, false]);
    expect(view.describe()).toBe('No versions match.');
    view.turnPages(1);
    expect(view.pageNumber).toBe(1);
  });
});

describe('the filter', () => {
  const records = [
    recordOf({ outcome: 'opted-out', after: stateOf('after'), key: keyOf('Alpha') }),
    recordOf({ outcome: 'refused', key: keyOf('beta'), detail: 'says "no" \\ never' }),
    recordOf({ outcome: 'reports-usage', key: keyOf('alpha', 'profiler-report.html') }),
    recordOf({ outcome: 'silent', key: keyOf('gamma', 'profiler-report.html') }),
  ];

  test.each([
    [ALL, ['Alpha', 'beta', 'alpha', 'gamma']],
    [{ ...ALL, state: 'refused' }, ['beta']],
    [{ ...ALL, state: 'opt' }, []],
    [{ ...ALL, reporting: 'yes' }, ['alpha']],
    [{ ...ALL, reporting: 'unknown' }, ['beta']],
    [{ ...ALL, kind: 'html' }, ['alpha', 'gamma']],
    [{ ...ALL, query: '  ALPHA ' }, ['Alpha', 'alpha']],
    [{ ...ALL, query: 'says "no" \\ never' }, ['beta']],
    [{ ...ALL, query: '   ' }, ['Alpha', 'beta', 'alpha', 'gamma']],
    [{ ...ALL, query: 'alpha', kind: 'notebook', state: 'opted-out' }, ['Alpha']],
    [{ ...ALL, query: 'alpha', kind: 'notebook', state: 'silent' }, []],
  ])('%o leaves %o', (filter, expected) => {
    const view = new RecordView(versionsOf(records));
    view.filter(filter);
    expect(namesOnPage(view)).toEqual(expected);
    expect(view.matching).toHaveLength(expected.length);
  });

  test('shows its first page, and all records when it is empty again', () => {
    const view = viewOf(1_200);
    view.turnPages(2);
    view.filter({ ...ALL, query: 'job-1' });
    expect(view.pageNumber).toBe(1);
    expect(view.describe()).toBe('311 of 1,200 versions match, showing 1 to 50');
    view.filter(ALL);
    expect(names(view.versions)).toEqual(names(viewOf(1_200).versions));
    expect(view.matching.length).toBe(1_200);
  });
});

describe('sorting', () => {
  const at = (day: number) => new Date(Date.UTC(2026, 0, day));
  const records = [
    recordOf({ key: keyOf('b'), outcome: 'no-setup-call', lastModified: at(3), at: at(9) }),
    recordOf({ key: keyOf('c'), outcome: 'already-opted-out', lastModified: at(1), at: at(7) }),
    recordOf({ key: keyOf('a'), outcome: 'no-setup-call', lastModified: at(2), at: at(8) }),
  ];

  test.each([
    ['State', ['c', 'b', 'a'], ['b', 'a', 'c']],
    ['Object', ['a', 'b', 'c'], ['c', 'b', 'a']],
    ['Last modified', ['c', 'a', 'b'], ['b', 'a', 'c']],
    ['Recorded', ['c', 'a', 'b'], ['b', 'a', 'c']],
  ])('by %s goes up, then down, then up again', (heading, ascending, descending) => {
    const view = new RecordView(versionsOf(records));
    const column = columnOf(heading);
    expect(view.sortBy(column)).toBe('ascending');
    expect(namesOnPage(view)).toEqual(ascending);
    expect(view.sortBy(column)).toBe('descending');
    expect(namesOnPage(view)).toEqual(descending);
    expect(view.sortBy(column)).toBe('ascending');
    expect(namesOnPage(view)).toEqual(ascending);
    expect(names(view.versions)).toEqual(['b', 'c', 'a']);
  });

  test('by another column starts upwards, keeps the filter, and shows the first page', () => {
    const view = viewOf(120);
    view.filter({ ...ALL, query: 'job-1' });
    view.sortBy(columnOf('Object'));
    view.sortBy(columnOf('Object'));
    expect(namesOnPage(view)[0]).toBe('job-19');
    expect(view.sortBy(columnOf('State'))).toBe('ascending');
    expect(view.matching.length).toBe(31);
    view.filter(ALL);
    view.turnPages(1);
    view.sortBy(columnOf('Object'));
    expect(view.pageNumber).toBe(1);
    expect(namesOnPage(view).slice(0, 3)).toEqual(['job-0', 'job-1', 'job-10']);
  });

  test('puts records without a time first', () => {
    const view = new RecordView(
      versionsOf([...records, recordOf({ key: keyOf('d'), outcome: 'missing' })].map(forget)),
    );
    view.sortBy(columnOf('Last modified'));
    expect(namesOnPage(view)).toEqual(['d', 'c', 'a', 'b']);
  });

  test('by what reports now comes first of all, downwards, and then goes up', () => {
    const own = [
      recordOf({ key: keyOf('a'), outcome: 'refused' }),
      recordOf({ key: keyOf('b', 'profiler-report.html'), outcome: 'reports-usage' }),
      recordOf({ key: keyOf('c') }),
      recordOf({ key: keyOf('d', 'profiler-report.html'), outcome: 'reports-usage' }),
    ];
    const view = new RecordView(versionsOf(own));
    expect(view.sortBy(columnOf('Reports now'))).toBe('ascending');
    expect(namesOnPage(view)).toEqual(['c', 'a', 'b', 'd']);
    expect(view.sortBy(columnOf('Reports now'))).toBe('descending');
    expect(namesOnPage(view)).toEqual(['b', 'd', 'a', 'c']);
  });

  test('by what superseded a version goes by its time', () => {
    const own = [
      recordOf({ key: keyOf('a'), outcome: 'opted-out', after: stateOf('x'), at: at(9) }),
      recordOf({ key: keyOf('b'), outcome: 'opted-out', after: stateOf('x'), at: at(3) }),
      recordOf({ key: keyOf('c') }),
    ];
    const view = new RecordView(versionsOf(own));
    view.sortBy(columnOf('Superseded by'));
    expect(namesOnPage(view)).toEqual(['c', 'b', 'a']);
  });

  /** A missing object has no time. */
  function forget(record: AuditRecord): AuditRecord {
    if (record.outcome !== 'missing') return record;
    const { lastModified: _, ...object } = record.object;
    return { ...record, object };
  }
});

test('a version has the jobs that its row points to, and is found by what their records hold', () => {
  const row = { record: 0, related: [0], state: 'silent', reporting: 'no', isCurrent: true } as const;
  const job = jobRecordOf({ name: 'found-me' });
  const versions = readVersions({ records: [recordOf()], jobs: [job], rows: [row, { ...row, jobs: [0] }] });
  expect(versions.map(({ jobs }) => jobs)).toEqual([[], [job]]);
  const view = new RecordView(versions);
  view.filter({ ...ALL, query: 'FOUND-me' });
  expect(view.matching).toEqual([versions[1]]);
  expect(() => readVersions({ records: [recordOf()], jobs: [], rows: [{ ...row, jobs: [0] }] })).toThrow(
    RangeError,
  );
});

test('a row that points nowhere is an error', () => {
  const row = { record: 1, related: [], state: 'silent', reporting: 'no', isCurrent: true } as const;
  expect(() => readVersions({ records: [recordOf()], jobs: [], rows: [row] })).toThrow(RangeError);
});
