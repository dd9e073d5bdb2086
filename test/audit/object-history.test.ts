/** What the records about one object say together, and what a ledger comes to. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecordsHash } from '../../src/audit/attestation.ts';
import { compareRecords, historiesOf } from '../../src/audit/histories.ts';
import { type ObjectHistory, readHistory } from '../../src/audit/object-history.ts';
import type { AuditRecord } from '../../src/audit/schema.ts';
import { LedgerSummarizer, MOST_TRAINING_JOBS } from '../../src/audit/summary.ts';
import type { Finding } from '../../src/report/outcome.ts';
import { keyOf, recordOf, stateOf } from '../support/records.ts';

const PAGE = keyOf('job-1', 'profiler-report.html');
const day = (number: number) => new Date(Date.UTC(2026, 0, number));

async function historiesIn(
  records: readonly AuditRecord[],
  duplicates: AuditRecord[] = [],
): Promise<ObjectHistory[]> {
  const histories: ObjectHistory[] = [];
  const sorted = async function* () {
    yield* records.toSorted(compareRecords);
  };
  for await (const history of historiesOf(sorted(), (record) => duplicates.push(record)))
    histories.push(history);
  return histories;
}

async function seen(...findings: Partial<Finding>[]) {
  const [history, ...more] = await historiesIn(findings.map(recordOf));
  if (history === undefined || more.length > 0) throw new Error('not one object');
  return readHistory(history);
}

const notebook = (outcome: Finding['outcome'], more: Partial<Finding> = {}): Partial<Finding> => ({
  outcome,
  ...more,
});
const page = (outcome: Finding['outcome'], more: Partial<Finding> = {}): Partial<Finding> => ({
  outcome,
  key: PAGE,
  ...more,
});

describe('the state of an object', () => {
  test.each<[string, Partial<Finding>[]]>([
    ['opted-out', [notebook('opted-out', { after: stateOf('after') })]],
    [
      'opted-out',
      [
        notebook('opted-out', { after: stateOf('after') }),
        notebook('already-opted-out', { before: stateOf('after'), lastModified: day(3), at: day(3) }),
      ],
    ],
    ['already-opted-out', [notebook('already-opted-out')]],
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
          html: { usageReporting: 'unknown', generatedBeforeOptOut: null, generatedAt: day(1) },
        },
      ],
    ],
    ['missing', [notebook('opted-out', { after: stateOf('after') }), notebook('missing', { at: day(9) })]],
    ['reports-usage', [page('reports-usage')]],
    ['reports-usage', [page('would-silence')]],
    ['silenced', [page('silenced', { after: stateOf('after') })]],
    ['silenced', [page('would-restore')]],
    ['silent', [page('silent')]],
    [
      'silenced',
      [
        page('silent', {
          html: { usageReporting: 'silent', generatedBeforeOptOut: true, generatedAt: day(1) },
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
    expect((await seen(...findings)).state).toBe(state);
  });

  test('is that of the version written last, in whatever order the versions were examined', async () => {
    const older = page('reports-usage', { before: stateOf('1', 'v1'), lastModified: day(1), at: day(9) });
    const newer = page('silent', { before: stateOf('2', 'v2'), lastModified: day(2), at: day(8) });
    expect(await seen(older, newer)).toMatchObject({ state: 'silent', earlierVersionsReporting: 1 });
    expect(await seen(newer, older)).toMatchObject({ state: 'silent', earlierVersionsReporting: 1 });
  });
});

test('an object that could not even be looked at is refused from the time of its record', () => {
  const { lastModified: _lastModified, ...object } = recordOf({ outcome: 'refused' }).object;
  const record = { ...recordOf({ outcome: 'refused' }), object };
  expect(readHistory({ bucket: 'b', key: object.key, records: [recordOf(), record] })).toMatchObject({
    state: 'refused',
  });
});

describe('an HTML report reports usage', () => {
  const holding = { usageReporting: 'reports', generatedBeforeOptOut: true, generatedAt: day(1) } as const;

  test.each<[boolean, Partial<Finding>[]]>([
    [true, [page('reports-usage')]],
    [true, [page('would-silence')]],
    // Two beacons.
    [true, [page('refused', { html: holding })]],
    [true, [page('contended')]],
    [false, [page('silent')]],
    [false, [page('silenced', { after: stateOf('after') })]],
    [false, [page('silenced', { after: stateOf('after') }), page('would-restore', { at: day(5) })]],
    [
      true,
      [
        page('silenced', { after: stateOf('after') }),
        page('restored', { before: stateOf('after'), after: stateOf('before'), at: day(5) }),
      ],
    ],
    [
      false,
      [
        notebook('opted-out', { after: stateOf('after') }),
        notebook('restored', { before: stateOf('after'), after: stateOf('before'), at: day(5) }),
      ],
    ],
  ])('%s (%#)', async (isReporting, findings) => {
    expect((await seen(...findings)).isReporting).toBe(isReporting);
  });

  test('until it is found to be gone', () => {
    const held = recordOf(page('reports-usage'));
    const { html: _html, before: _before, ...gone } = recordOf(page('missing', { at: day(9) }));
    expect(readHistory({ bucket: 'b', key: PAGE, records: [held, gone] }).isReporting).toBe(false);
  });
});

describe('versions of an HTML report', () => {
  test('that hold the beacon and are not the current one still report', async () => {
    const versions = [1, 2, 3].map((number) =>
      page('reports-usage', { before: stateOf(String(number), `v${number}`), lastModified: day(number) }),
    );
    expect(await seen(...versions)).toMatchObject({
      state: 'reports-usage',
      earlierVersionsReporting: 2,
      generated: ['2026-01-01', '2026-01-02', '2026-01-03'],
    });
  });

  test('the version that was silenced is one of them where versions are kept', async () => {
    const versioned = page('silenced', { before: stateOf('1', 'v1'), after: stateOf('2', 'v2') });
    expect(await seen(versioned)).toMatchObject({ earlierVersionsReporting: 1, silenced: ['2026-01-02'] });
    const overwritten = page('silenced', { after: stateOf('2') });
    expect(await seen(overwritten)).toMatchObject({ earlierVersionsReporting: 0, generated: ['2026-01-01'] });
  });

  test('a page that is known to have been silenced was generated before opting out, once', async () => {
    const html = { usageReporting: 'silent', generatedBeforeOptOut: true, generatedAt: day(1) } as const;
    const after = page('silent', { html, before: stateOf('2'), lastModified: day(3) });
    expect((await seen(after)).generated).toHaveLength(1);
    expect((await seen(page('silenced', { after: stateOf('2') }), after)).generated).toHaveLength(1);
  });
});

describe('what needs a person', () => {
  const contradiction = { state: 'in-force', contradiction: 'in-force-but-reports' } as const;

  test('is a refusal that still stands', async () => {
    const refused = notebook('refused');
    expect((await seen(refused)).needsPerson).toHaveLength(1);
    const mended = notebook('opted-out', { before: stateOf('2'), after: stateOf('3'), at: day(4) });
    expect((await seen(refused, mended)).needsPerson).toEqual([]);
  });

  test('is a contradiction, once a version', async () => {
    const reporting = page('reports-usage', { optionOne: contradiction });
    const later = page('would-silence', { optionOne: contradiction, at: day(6) });
    expect(await seen(reporting, later)).toMatchObject({ contradictions: 1, needsPerson: [{}] });
  });

  test('is an object that is both, once', async () => {
    expect((await seen(page('contended', { optionOne: contradiction }))).needsPerson).toHaveLength(1);
  });
});

describe('histories', () => {
  test('hold each id once, and tell of the others', async () => {
    const record = recordOf();
    const duplicates: AuditRecord[] = [];
    const histories = await historiesIn(
      [record, { ...record, recordedAt: '2027-01-01T00:00:00.000Z' }],
      duplicates,
    );
    expect(histories).toEqual([{ bucket: 'b', key: keyOf('job-1'), records: [record] }]);
    expect(duplicates).toHaveLength(1);
  });

  test('hold a change that was undone and made again as often as it was made', async () => {
    const optedOut = { before: stateOf('before'), after: stateOf('after') };
    const restored = { before: stateOf('after'), after: stateOf('before') };
    const records = [
      notebook('opted-out', { ...optedOut, at: day(3) }),
      notebook('restored', { ...restored, at: day(4) }),
      notebook('opted-out', { ...optedOut, at: day(5) }),
    ].map(recordOf);
    const duplicates: AuditRecord[] = [];
    const [history, ...more] = await historiesIn([...records, ...records.slice(2)], duplicates);
    expect([history?.records, more, duplicates]).toEqual([records, [], records.slice(2)]);
    expect(new Set(records.map(({ id }) => id)).size).toBe(2);
    expect(history && readHistory(history).state).toBe('opted-out');
  });

  test('hold a change of a version once, whenever it was recorded', async () => {
    const optedOut = notebook('opted-out', { before: stateOf('1', 'v1'), after: stateOf('2', 'v2') });
    const [first, again] = [recordOf(optedOut), recordOf({ ...optedOut, at: day(5) })];
    const duplicates: AuditRecord[] = [];
    expect((await historiesIn([first, again], duplicates))[0]?.records).toEqual([first]);
    expect(duplicates).toEqual([again]);
  });

  test('come in the order in which S3 lists keys', async () => {
    const keys = ['\u{1f600}/x', '\uffee/x', 'a/x', 'A/x'];
    const histories = await historiesIn(keys.map((key) => recordOf({ key })));
    expect(histories.map(({ key }) => key)).toEqual(['A/x', 'a/x', '\uffee/x', '\u{1f600}/x']);
  });

  test('of nothing are none', async () => {
    expect(await historiesIn([])).toEqual([]);
  });
});

describe('the figures of a ledger', () => {
  async function summaryOf(records: readonly AuditRecord[]) {
    const summarizer = new LedgerSummarizer();
    for (const history of await historiesIn(records)) summarizer.add(history);
    return summarizer.summary();
  }

  test('count reports, objects by state, days and training jobs', async () => {
    const optedOut = { state: 'absent' } as const;
    const records = [
      recordOf({ outcome: 'opted-out', after: stateOf('after') }),
      recordOf({ outcome: 'reports-usage', key: PAGE, lastModified: day(3) }),
      recordOf({ outcome: 'refused', key: keyOf('job-2') }),
      recordOf({
        outcome: 'silenced',
        key: keyOf('job-2', 'profiler-report.html'),
        after: stateOf('s'),
        at: day(7),
      }),
      recordOf({
        outcome: 'silent',
        key: keyOf('job-2', '.ipynb_checkpoints/a.html'),
        isCopy: true,
        optionOne: { ...optedOut, contradiction: 'absent-but-silent' },
      }),
      recordOf({ outcome: 'reports-usage', key: keyOf('job-3', 'copy.html'), isCopy: true }),
      recordOf({ outcome: 'no-setup-call', key: 'profiler-output/profiler-report.ipynb' }),
    ];
    expect(await summaryOf(records)).toEqual({
      records: 7,
      firstRecordedAt: '2026-01-02T00:00:00.000Z',
      lastRecordedAt: '2026-01-07T00:00:00.000Z',
      reports: 4,
      notebooks: { 'opted-out': 1, refused: 1, 'no-setup-call': 1 },
      html: { 'reports-usage': 1, silenced: 1 },
      htmlReporting: 1,
      earlierVersionsReporting: 0,
      copiesReporting: 1,
      generatedBeforeOptOut: 2,
      contradictions: 1,
      days: [
        { day: '2026-01-01', generated: 1, optedOut: 0, silenced: 0 },
        { day: '2026-01-02', generated: 0, optedOut: 1, silenced: 0 },
        { day: '2026-01-03', generated: 1, optedOut: 0, silenced: 0 },
        { day: '2026-01-07', generated: 0, optedOut: 0, silenced: 1 },
      ],
      trainingJobs: [
        { trainingJobName: 'job-1', optedOut: 1, reporting: 1, silenced: 0, refused: 0 },
        { trainingJobName: 'job-2', optedOut: 0, reporting: 0, silenced: 1, refused: 1 },
      ],
      trainingJobCount: 2,
      software: { 'profiler-opt-out/0.1.0': 7 },
    });
  });

  test('of nothing are zeros', async () => {
    expect(await summaryOf([])).toMatchObject({
      records: 0,
      reports: 0,
      days: [],
      trainingJobs: [],
      software: {},
    });
  });

  test('name the training jobs with most reporting pages, and count all', async () => {
    const jobs = Array.from(
      { length: 3 * MOST_TRAINING_JOBS },
      (_, index) => `job-${String(index).padStart(4, '0')}`,
    );
    const records = jobs.map((job, index) =>
      recordOf({
        outcome: index % 10 === 9 ? 'reports-usage' : 'silent',
        key: keyOf(job, 'profiler-report.html'),
      }),
    );
    const { trainingJobs, trainingJobCount } = await summaryOf(records);
    expect(trainingJobCount).toBe(jobs.length);
    expect(trainingJobs).toHaveLength(MOST_TRAINING_JOBS);
    expect(trainingJobs.filter(({ reporting }) => reporting > 0)).toHaveLength(15);
    expect(trainingJobs[0]?.reporting).toBe(1);
  });

  test('count a report once that holds a whole report in a folder of its own', async () => {
    const folder = keyOf('job-1', '');
    const keys = [
      `${folder}.a.html`,
      `${folder}b/profiler-output/profiler-report.html`,
      `${folder}profiler-report.html`,
    ];
    const records = keys.map((key) => recordOf({ outcome: 'silent', key }));
    const other = recordOf({ outcome: 'silent', key: `${folder}profiler-report.html`, bucket: 'c' });
    expect((await summaryOf([...records, other])).reports).toBe(3);
  });
});

describe('the hash of records', () => {
  test('is the same whatever the order of names in them', () => {
    const reversed = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, part]) => [name, reversed(part)]),
          )
        : value;
    const edits = [{ at: 1, removed: '', inserted: 'YQ==' }];
    const record = { ...recordOf(), edits };
    const [one, two] = [record, reversed(record) as AuditRecord].map((each) => {
      const hash = new RecordsHash();
      hash.add(each);
      return hash.end();
    });
    expect(one).toEqual(two);
    expect(one?.records).toBe(1);
  });

  test('of one record is that of its JSON with sorted names, and a line feed', () => {
    const hash = new RecordsHash();
    hash.add({ b: 1, a: [{ d: null, c: 'x' }] } as unknown as AuditRecord);
    expect(hash.end().sha256).toBe(sha256Of('{"a":[{"c":"x","d":null}],"b":1}\n'));
  });

  test('changes with any record', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.nat(), fc.string(), (keys, at, other) => {
        const hashOf = (names: readonly string[]) => {
          const hash = new RecordsHash();
          for (const key of names) hash.add({ key } as unknown as AuditRecord);
          return hash.end().sha256;
        };
        const changed = keys.with(at % keys.length, other);
        expect(hashOf(changed) === hashOf(keys)).toBe(keys[at % keys.length] === other);
      }),
    );
  });
});

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
