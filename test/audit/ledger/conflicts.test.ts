/** Records that cannot both be true. */
import { describe, expect, test } from 'vitest';
import { findConflicts } from '../../../src/audit/ledger/conflicts.ts';
import { withDigest } from '../../../src/audit/record/digest.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { byteOffset } from '../../../src/bytes/edit.ts';
import { day, historiesIn, PAGE } from '../../support/histories.ts';
import { recordOf, stateOf } from '../../support/records.ts';

const placed = (records: readonly AuditRecord[]) =>
  records.map((record, index) => ({ record, place: `line ${index + 1}` }));
const factsIn = (...records: readonly AuditRecord[]) =>
  findConflicts(placed(records)).conflicts.map(({ fact }) => fact);

const edits = (at: number) => [
  { cell: 5, start: byteOffset(at), removed: new Uint8Array(), inserted: Buffer.from('x') },
];
const version = (name = '1') => ({ before: { ...stateOf(name, 'v1'), sizeBytes: 5 }, isLatest: true });
const optedOut = {
  outcome: 'opted-out',
  ...version(),
  after: { ...stateOf('2', 'v2'), sizeBytes: 6 },
  edits: edits(1),
} as const;
const holding = { usageReporting: 'reports', generatedBeforeOptOut: true } as const;
const beacon = (url: string) => ({ ...holding, beacon: { url, processingJobArn: 'arn', region: 'r' } });
const reporting = {
  outcome: 'reports-usage',
  key: PAGE,
  ...version(),
  html: beacon('a'),
  processingJobArn: 'arn',
} as const;
const silent = { outcome: 'silent', key: PAGE, ...version() } as const;

describe('two records of one version disagree', () => {
  test.each<[string, AuditRecord, AuditRecord]>([
    [
      'before.sha256',
      recordOf(optedOut),
      recordOf({ ...optedOut, before: { ...version('x').before, etag: '1' } }),
    ],
    ['before.etag', recordOf(optedOut), recordOf({ ...optedOut, before: { ...optedOut.before, etag: 'x' } })],
    [
      'after.sha256',
      recordOf(optedOut),
      recordOf({ ...optedOut, after: { ...stateOf('x', 'v2'), sizeBytes: 6, etag: '2' } }),
    ],
    [
      'after.versionId',
      recordOf(optedOut),
      recordOf({ ...optedOut, after: { ...optedOut.after, versionId: 'v3' } }),
    ],
    ['edits', recordOf(optedOut), recordOf({ ...optedOut, edits: edits(2) })],
    ['object.lastModified', recordOf(optedOut), recordOf({ ...optedOut, lastModified: day(4) })],
    ['object.isCopy', recordOf(silent), recordOf({ ...silent, isCopy: true })],
    ['html.beacon', recordOf(reporting), recordOf({ ...reporting, html: beacon('b') })],
    [
      'html.generatedBeforeOptOut',
      recordOf(silent),
      recordOf({ ...silent, html: { usageReporting: 'silent', generatedBeforeOptOut: true } }),
    ],
    ['report.processingJobArn', recordOf(optedOut), recordOf({ ...optedOut, processingJobArn: 'b' })],
  ])('on %s', (fact, one, two) => {
    const first = fact === 'report.processingJobArn' ? recordOf({ ...optedOut, processingJobArn: 'a' }) : one;
    expect(first.id).toBe(two.id);
    expect(factsIn(first, two)).toEqual([fact]);
    expect(findConflicts(placed([first, two]))).toMatchObject({
      conflicts: [{ places: ['line 1', 'line 2'] }],
      believed: [],
    });
  });

  test('on the time of generation, where the same source says it', () => {
    const record = recordOf(optedOut);
    const { report } = record;
    const other = withDigest({ ...record, report: { ...report, generatedAt: '2025-01-01T00:00:00.000Z' } });
    expect(factsIn(record, other)).toEqual(['report.generatedAt (object)']);
    const betterSource = {
      ...report,
      generatedAt: '2025-01-01T00:00:00.000Z',
      generatedAtSource: 'papermill',
    } as const;
    expect(factsIn(record, withDigest({ ...record, report: betterSource }))).toEqual([]);
  });

  test('also when one between them lacks the fact', () => {
    const { edits: _edits, ...undoByVersion } = optedOut;
    expect(
      factsIn(recordOf(optedOut), recordOf(undoByVersion), recordOf({ ...optedOut, edits: edits(2) })),
    ).toEqual(['edits']);
  });
});

describe('two records of one version may differ', () => {
  test.each<[string, AuditRecord, AuditRecord]>([
    ['in their time and detail', recordOf(optedOut), recordOf({ ...optedOut, at: day(9), detail: 'again' })],
    ['in what is current', recordOf(silent), recordOf({ ...silent, isLatest: false })],
    [
      'in how much was read',
      recordOf(reporting),
      recordOf({ ...reporting, before: { etag: '1', sizeBytes: 5, versionId: 'v1' } }),
    ],
    [
      'in what their notebook told',
      recordOf(silent),
      recordOf({ ...silent, processingJobArn: 'b', papermillTime: day(1) }),
    ],
    [
      'in what their notebook told, each',
      recordOf({ ...silent, papermillTime: day(1) }),
      recordOf({ ...silent, papermillTime: new Date('2025-12-01T00:00:00Z') }),
    ],
    [
      'in their look-up of Option 1',
      recordOf(silent),
      recordOf({ ...silent, optionOne: { state: 'unknown' } }),
    ],
    [
      'in why they were refused',
      recordOf({ ...silent, outcome: 'refused' }),
      recordOf({ ...silent, outcome: 'refused', reason: 'several-beacons', html: holding }),
    ],
  ])('%s', (_how, one, two) => {
    expect(one.id).toBe(two.id);
    expect(findConflicts(placed([one, two]))).toEqual({ conflicts: [], believed: placed([one, two]) });
  });
});

describe('where no versions are kept', () => {
  const { versionId: _version, ...before } = optedOut.before;
  const { versionId: _written, ...after } = optedOut.after;
  const { isLatest: _isLatest, ...file } = { ...optedOut, before, after };

  test('the same may be done again at another time, and come to something else', () => {
    const again = recordOf({ ...file, at: day(9), after: { ...stateOf('3'), sizeBytes: 6 } });
    expect(factsIn(recordOf(file), again)).toEqual([]);
    expect(factsIn(recordOf(file), recordOf({ ...file, after: { ...stateOf('3'), sizeBytes: 6 } }))).toEqual([
      'after.sha256',
    ]);
  });

  test('the ETag may be another one for the same bytes', () => {
    expect(factsIn(recordOf(file), recordOf({ ...file, after: { ...after, etag: 'x' } }))).toEqual([]);
  });
});

test('histories leave out all of a conflict, and the object when nothing else is known of it', async () => {
  const [one, two] = [recordOf(reporting), recordOf({ ...reporting, html: beacon('b') })];
  const other = recordOf({ ...reporting, key: PAGE, before: stateOf('9', 'v9') });
  const conflicts: Parameters<typeof historiesIn>[2] = [];
  const [history] = await historiesIn([one, two, other], [], conflicts);
  expect(history?.records).toEqual([other]);
  expect(conflicts).toHaveLength(1);
  expect(await historiesIn([one, two])).toEqual([]);
});
