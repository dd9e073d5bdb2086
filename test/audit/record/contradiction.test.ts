/** Records that contradict themselves are no records, though their digest and id fit: one relation broken at a time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withDigest } from '../../../src/audit/record/digest.ts';
import { readRecord } from '../../../src/audit/record/read-record.ts';
import { idOf } from '../../../src/audit/record/render-record.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { recordsOfRuns } from '../../support/run-records.ts';

const records = await recordsOfRuns();

/** Breaks one relation of a copy, with a number that chance made; false where the record has no such relation. */
type Break = (record: AuditRecord, chance: number) => boolean | undefined;

const OUTCOMES = [...new Set(records.map(({ outcome }) => outcome))];
const CHANGES = ['opted-out', 'silenced', 'restored'];
const PLANS = ['would-opt-out', 'would-silence', 'would-restore'];
const oneOf = <Item>(items: readonly Item[], chance: number): Item => items[chance % items.length] as Item;
const base64 = (length: number): string => Buffer.alloc(length, 'x').toString('base64');

/** Sets a field of a part that is there; false where it is not, or has this value. */
function set(part: object | undefined, name: string, value: unknown): boolean {
  const fields = part as Record<string, unknown> | undefined;
  if (fields === undefined || fields[name] === value) return false;
  fields[name] = value;
  return true;
}

const BREAKS: Readonly<Record<string, Break>> = {
  'another kind of object than its outcome has': (record) => {
    if (['refused', 'missing', 'contended', 'restored', 'would-restore'].includes(record.outcome))
      return false;
    record.object.kind = record.object.kind === 'html' ? 'notebook' : 'html';
    return true;
  },
  'an outcome of the other kind': (record, chance) => {
    const ofNotebooks = ['opted-out', 'already-opted-out', 'no-setup-call', 'would-opt-out'] as const;
    // Without its edits, which may have had no room, a notebook may be one that was silenced.
    const silenced = record.edits === undefined ? [] : (['silenced'] as const);
    const ofPages = [...silenced, 'silent', 'reports-usage', 'would-silence'] as const;
    record.outcome = oneOf(record.object.kind === 'html' ? ofNotebooks : ofPages, chance);
    return true;
  },
  'evidence of a page on a notebook': (record) => {
    if (record.object.kind === 'html') return false;
    record.html = { usageReporting: 'silent', generatedBeforeOptOut: false };
    return true;
  },
  'no evidence of a page that was examined': (record) => record.html !== undefined && delete record.html,
  'a page that reports but was generated after opting out': (record, chance) =>
    record.html?.usageReporting === 'reports' &&
    set(record.html, 'generatedBeforeOptOut', oneOf([false, null], chance)),
  'a page that is silent, of which it is not known when it was generated': (record) =>
    record.html?.usageReporting === 'silent' && set(record.html, 'generatedBeforeOptOut', null),
  'a page of which nothing is known but when it was generated': (record, chance) =>
    record.html?.usageReporting === 'unknown' &&
    set(record.html, 'generatedBeforeOptOut', oneOf([false, true], chance)),
  'another usage reporting than its outcome says': (record, chance) => {
    if (['refused', 'contended'].includes(record.outcome) || record.html === undefined) return false;
    const others = ['reports', 'silent', 'unknown'].filter((other) => other !== record.html?.usageReporting);
    return set(record.html, 'usageReporting', oneOf(others, chance));
  },
  'a page saved by a browser that is not silent': (record) =>
    record.html !== undefined &&
    record.html.usageReporting !== 'silent' &&
    set(record.html, 'savedByBrowser', true),
  'a page saved by a browser that was generated without a beacon': (record) =>
    record.html?.generatedBeforeOptOut === false && set(record.html, 'savedByBrowser', true),
  'a beacon on a page that does not report': (record) =>
    record.html !== undefined &&
    record.html.usageReporting !== 'reports' &&
    set(record.html, 'beacon', { url: 'https://x/', processingJobArn: 'arn' }),
  'the beacon of another job': (record) =>
    record.outcome !== 'refused' && set(record.html?.beacon, 'processingJobArn', 'arn:aws:sagemaker:x:y'),
  'a page restored that was not generated with a beacon': (record) =>
    ['restored', 'would-restore'].includes(record.outcome) &&
    set(record.html, 'generatedBeforeOptOut', false),
  'a state after an outcome that writes nothing': (record) => {
    if (CHANGES.includes(record.outcome)) return false;
    record.after = { etag: 'e', sha256: 'ab'.repeat(32), bytes: 1 };
    return true;
  },
  'no state after a change': (record) => record.after !== undefined && delete record.after,
  'edits with an outcome that plans none': (record) => {
    if ([...CHANGES, ...PLANS].includes(record.outcome)) return false;
    record.edits = [{ at: 0, removed: '', inserted: base64(3) }];
    return true;
  },
  'a reason without a refusal': (record) => record.outcome !== 'refused' && set(record, 'reason', 'empty'),
  'a refusal without a reason': (record) => record.reason !== undefined && delete record.reason,
  'a refusal or contention without a sentence': (record) =>
    ['refused', 'contended'].includes(record.outcome) && delete record.detail,
  'no state before': (record) =>
    record.before !== undefined && record.outcome !== 'refused' && delete record.before,
  'evidence on an object that was not read': (record) => {
    if (record.before !== undefined) return false;
    record.optionOne = { state: 'unknown' };
    return true;
  },
  'no hash of bytes that were read': (record) =>
    !['refused', 'missing', 'reports-usage'].includes(record.outcome) && delete record.before?.sha256,
  'no time of writing': (record) =>
    record.object.lastModified !== undefined && delete record.object.lastModified,
  'a time of what was not there, without its delete marker': (record) =>
    record.outcome === 'missing' && set(record.object, 'lastModified', '2026-01-01T00:00:00.000Z'),
  'a delete marker without a time': (record) =>
    record.outcome === 'missing' && set(record.object, 'versionId', 'v9'),
  'a time of what was refused unread': (record) => {
    if (record.outcome !== 'refused' || record.object.lastModified === undefined) return false;
    for (const name of ['before', 'html', 'embedded', 'optionOne'] as const) delete record[name];
    for (const name of ['generatedAt', 'generatedAtSource'] as const) delete record.report[name];
    return true;
  },
  'no time of generation': (record) =>
    record.report.generatedAt !== undefined && delete record.report.generatedAt,
  'no source for the time of generation': (record) =>
    record.report.generatedAt !== undefined && delete record.report.generatedAtSource,
  'the current version where there are no versions': (record, chance) =>
    record.object.versionId === undefined && set(record.object, 'isLatest', chance % 2 === 0),
  'an empty version': (record) =>
    record.object.versionId !== undefined && set(record.object, 'versionId', ''),
  'the version written as the one examined': (record) =>
    ['opted-out', 'silenced'].includes(record.outcome) &&
    record.object.versionId !== undefined &&
    set(record.after, 'versionId', record.object.versionId),
  'the same bytes before and after': (record) =>
    record.after !== undefined && set(record.after, 'sha256', record.before?.sha256),
  'a folder that does not hold it': (record, chance) =>
    set(record.report, 'folder', oneOf(['elsewhere/', record.report.folder.slice(0, -1)], chance)),
  'a job that its folder does not hold': (record, chance) =>
    set(record.report, oneOf(['trainingJobName', 'ruleName'], chance), 'another'),
  'the region of another job': (record) =>
    record.report.processingJobArn !== undefined && set(record.report, 'region', 'eu-central-1'),
  'a contradiction of Option 1 that is none': (record, chance) => {
    const other = oneOf(['in-force-but-reports', 'absent-but-silent'], chance);
    return record.optionOne?.contradiction === undefined && set(record.optionOne, 'contradiction', other);
  },
  'a contradiction of Option 1 that is not told': (record) =>
    record.optionOne?.contradiction !== undefined && delete record.optionOne?.contradiction,
  'the other contradiction of Option 1': (record) => {
    const { contradiction } = record.optionOne ?? {};
    const other = contradiction === 'absent-but-silent' ? 'in-force-but-reports' : 'absent-but-silent';
    return contradiction !== undefined && set(record.optionOne, 'contradiction', other);
  },
  'a reason why a state of Option 1 is unknown that is known': (record) =>
    record.optionOne !== undefined &&
    record.optionOne.state !== 'unknown' &&
    set(record.optionOne, 'reason', 'access-denied'),
  'another length after': (record, chance) =>
    record.edits !== undefined && set(record.after, 'bytes', (record.after?.bytes ?? 0) + 1 + (chance % 9)),
  'another length before': (record, chance) =>
    record.edits !== undefined &&
    record.after !== undefined &&
    set(record.before, 'bytes', (record.before?.bytes ?? 0) + 1 + (chance % 9)),
  'edits beyond the bytes': (record) => {
    const [edit] = record.edits ?? [];
    if (edit !== undefined) edit.at = (record.before?.bytes ?? 0) + 1;
    return edit !== undefined;
  },
  'edits that overlap': (record) => {
    const [edit] = record.edits ?? [];
    if (edit === undefined) return false;
    record.edits = [
      { ...edit, at: 1, removed: base64(2), inserted: base64(2) },
      { ...edit, at: 2 },
    ];
    return true;
  },
  'edits in cells of a page, or in none of a notebook': (record) => {
    const [edit] = record.edits ?? [];
    if (edit === undefined) return false;
    if (record.object.kind === 'html') edit.cell = 1;
    else delete edit.cell;
    return true;
  },
  'bytes of edits that are not base64': (record) => {
    const [edit] = record.edits ?? [];
    if (edit !== undefined) edit.removed = `${edit.removed}x`;
    return edit !== undefined;
  },
};

const sealed = (record: AuditRecord): AuditRecord => withDigest({ ...record, id: idOf(record) });

test('records of real runs agree with themselves, of every outcome', () => {
  expect(OUTCOMES).toHaveLength(13);
  for (const record of records)
    expect(readRecord(JSON.stringify(sealed(record)))).toEqual({ kind: 'record', record });
});

describe('no record has', () => {
  test.each(Object.entries(BREAKS))('%s', (_name, breakRelation) => {
    let broken = 0;
    for (const record of records) {
      const copy = structuredClone(record);
      if (!breakRelation(copy, 0)) continue;
      broken += 1;
      expectContradiction(copy);
    }
    expect(broken).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.constantFrom(...records), fc.nat(), (record, chance) => {
        const copy = structuredClone(record);
        fc.pre(breakRelation(copy, chance) === true);
        expectContradiction(copy);
      }),
      { numRuns: 20, maxSkipsPerRun: 1_000 },
    );
  });
});

/** What a person reads about the first record that a relation is broken in, where no schema has to be asked. */
test.each<[keyof typeof BREAKS, string]>([
  ['a folder that does not hold it', 'its key is not in its folder'],
  ['a job that its folder does not hold', 'its folder does not hold another'],
  ['the region of another job', 'its region is not that of its processing job'],
  ['the beacon of another job', 'its processing job is not that of its beacon'],
  ['the same bytes before and after', 'its bytes are the same before and after'],
  ['the version written as the one examined', 'the version written is the version examined'],
  ['edits that overlap', 'its edits overlap or are not in order'],
  ['edits beyond the bytes', 'its edits go beyond its bytes'],
  ['another length after', 'its edits do not make the length after'],
])('%s: "%s"', (name, sentence) => {
  const broken = records.map((record) => structuredClone(record)).find((copy) => BREAKS[name]?.(copy, 0));
  expect(broken && readRecord(JSON.stringify(sealed(broken)))).toEqual({
    kind: 'bad',
    why: `it contradicts itself: ${sentence}`,
  });
});

function expectContradiction(record: AuditRecord): void {
  expect(readRecord(JSON.stringify(sealed(record)))).toEqual({
    kind: 'bad',
    why: expect.stringMatching(/^it (?:is not a valid record|contradicts itself): /),
  });
}
