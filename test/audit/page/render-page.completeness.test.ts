/** The audit page of a ledger that was compared with a target. */
import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../../src/audit/ledger/completeness.ts';
import { pageOf } from '../../support/audit/audit-page.ts';
import { day, PAGE } from '../../support/histories.ts';
import { recordOf, stateOf } from '../../support/records.ts';

describe('compared with a target, the page says on top', () => {
  const comparison: Comparison = {
    objects: 2,
    versions: 3,
    missing: [],
    missingCount: 0,
    unreadable: [],
    unreadableCount: 0,
    moved: 0,
    earlierNotebooks: 0,
    gone: 0,
  };
  const topOf = async (more: Partial<Comparison>, target = 's3://b/a') => {
    const at = new Date('2026-02-01T11:00:00Z');
    const records = [recordOf({ outcome: 'silenced', key: PAGE, after: stateOf('s') })];
    const completeness = { target, at, comparison: { ...comparison, ...more } };
    const page = await pageOf(records, { completeness });
    return page.slice(page.indexOf('<main>'), page.indexOf('<h2'));
  };

  test('that the record is complete, with time and target', async () => {
    const top = await topOf({});
    expect(top).toContain('class="answer good"');
    expect(top).toContain(
      '<strong>Complete:</strong> 3 versions of 2 report objects in <bdi>s3://b/a</bdi>, listed <time datetime="2026-02-01T11:00:00.000Z">2026-02-01 11:00:00 UTC</time>, are on record as they were then.',
    );
    expect(top).not.toContain('was not checked');
  });

  test('what is not on record, and what is gone', async () => {
    const lastModified = day(3);
    const missing = Array.from({ length: 51 }, (_, index) => ({
      key: `<k${index}>`,
      etag: 'e',
      isLatest: true,
      lastModified,
      ...(index === 0 ? { versionId: 'v<1>' } : {}),
    }));
    const top = await topOf({ missing, missingCount: 60, gone: 1, earlierNotebooks: 2, moved: 3 });
    expect(top).toContain('class="answer open"');
    expect(top).toContain('<strong>Incomplete:</strong> 60 of 3 versions');
    expect(top).toContain('3 versions were moved or copied: the contents are on record under another place.');
    expect(top).toContain('1 object on record is no longer there.');
    expect(top).toContain('2 earlier versions of notebooks were never examined; running one reports usage.');
    expect(top).toContain('<li><bdi>&#60;k0&#62;</bdi> version <bdi>v&#60;1&#62;</bdi>, written <time');
    expect(top).toContain('<li>and 10 more</li>');
    expect(await topOf({ missing: missing.slice(0, 1), missingCount: 1, gone: 2 })).toContain(
      '2 objects on record are no longer there.',
    );
  });

  test('what could not be read, of which nobody knows', async () => {
    const top = await topOf({ unreadable: ['cannot read <x>'], unreadableCount: 2 });
    expect(top).toContain('class="answer open"');
    expect(top).toMatch(
      /<strong>Not known:<\/strong> a part of .* 3 versions of 2 report objects that could be are on record\./,
    );
    expect(top).toContain('2 entries could not be read, and may not be on record as they are.');
    expect(top).toContain(
      '<summary>Not read</summary><ul><li><bdi>cannot read &#60;x&#62;</bdi></li><li>and 1 more</li></ul>',
    );
  });

  test('one version as one', async () => {
    const one = { objects: 1, versions: 1 };
    expect(await topOf(one)).toMatch(/1 version of 1 report object in .* is on record as it was then\./);
    expect(await topOf({ ...one, missingCount: 1 })).toMatch(
      /1 of 1 version of .* is not on record as it was then\./,
    );
    expect(await topOf({ ...one, unreadableCount: 1 })).toMatch(
      /1 version of 1 report object that could be is on record\./,
    );
  });

  test('that there was nothing to compare with', async () => {
    expect(await topOf({ objects: 0, versions: 0 }, '<t>')).toContain(
      '<strong>Nothing to compare with:</strong> there is no report object in <bdi>&#60;t&#62;</bdi>',
    );
  });
});
