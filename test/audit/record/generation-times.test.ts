/** Times of a record that disagree about when its report was generated. */
import { expect, test } from 'vitest';
import { disagreeingGenerations } from '../../../src/audit/record/generation-times.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { recordOf } from '../../support/records.ts';

const DAY_MS = 24 * 3_600_000;
const generatedAt = '2024-03-01T00:00:00.000Z';
const after = (ms: number) => new Date(Date.parse(generatedAt) + ms).toISOString();

/** A record of an object that was written at a time, under names that hold none. */
function recordWith(
  object: Partial<AuditRecord['object']>,
  report: Partial<AuditRecord['report']>,
): AuditRecord {
  const record = recordOf();
  const { folder } = record.report;
  return { ...record, object: { ...record.object, ...object }, report: { folder, ...report } };
}

test.each([
  [[], 0, 'papermill'],
  [[], DAY_MS, 'papermill'],
  [['object'], DAY_MS + 1, 'papermill'],
  [['object'], -DAY_MS - 1, 'papermill'],
  [[], 0, 'object'],
] as const)('%j: the object was written %i ms after, by %s', (sources, ms, generatedAtSource) => {
  const record = recordWith({ lastModified: after(ms) }, { generatedAt, generatedAtSource });
  expect(disagreeingGenerations(record).map(({ source }) => source)).toEqual(sources);
});

test('a name that holds the time of another day disagrees, and one that holds no other does not', () => {
  const nameOf = (ms: number) => `training-${after(ms).slice(0, 19).replace(/[T:]/g, '-')}`;
  const sourcesOf = (trainingJobName: string) =>
    disagreeingGenerations(
      recordWith(
        { lastModified: generatedAt },
        { generatedAt, generatedAtSource: 'papermill', trainingJobName },
      ),
    ).map(({ source }) => source);
  expect(sourcesOf(nameOf(-DAY_MS - 1_000))).toEqual(['job-name']);
  expect(sourcesOf(nameOf(-DAY_MS))).toEqual([]);
});

test('the source that the record names is not held against it', () => {
  const record = recordWith(
    { lastModified: after(9 * DAY_MS) },
    { generatedAt, generatedAtSource: 'object' },
  );
  expect(disagreeingGenerations(record)).toEqual([]);
});

test('a record without one of the times does not disagree', () => {
  const { lastModified: _, ...object } = recordWith({}, {}).object;
  const late = { lastModified: after(9 * DAY_MS) };
  expect(disagreeingGenerations(recordWith(late, {}))).toEqual([]);
  const untimed = { ...recordWith({}, { generatedAt, generatedAtSource: 'papermill' }), object };
  expect(disagreeingGenerations(untimed)).toEqual([]);
});
