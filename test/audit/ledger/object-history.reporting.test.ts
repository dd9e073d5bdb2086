/** Whether an object reports usage, by what the records about it say together. */
import { describe, expect, test } from 'vitest';
import { summarizeHistory } from '../../../src/audit/ledger/object-history.ts';
import type { Reporting } from '../../../src/audit/ledger/object-state.ts';
import { day, notebook, PAGE, page, summaryOf } from '../../support/histories.ts';
import { recordOf, stateOf } from '../../support/records.ts';
import type { FindingFields } from '../../support/reports/finding-fields.ts';

describe('an object reports usage', () => {
  const holding = { usageReporting: 'reports', generatedBeforeOptOut: true } as const;

  test.each<[Reporting, FindingFields[]]>([
    ['yes', [page('reports-usage')]],
    ['yes', [page('would-silence')]],
    // Two beacons.
    ['yes', [page('refused', { html: holding })]],
    ['yes', [page('contended')]],
    ['no', [page('silent')]],
    ['no', [page('silenced', { after: stateOf('after') })]],
    ['no', [page('silenced', { after: stateOf('after') }), page('would-restore', { at: day(5) })]],
    [
      'yes',
      [
        page('silenced', { after: stateOf('after') }),
        page('restored', { before: stateOf('after'), after: stateOf('before'), at: day(5) }),
      ],
    ],
    [
      'yes',
      [
        notebook('opted-out', { after: stateOf('after') }),
        notebook('restored', { before: stateOf('after'), after: stateOf('before'), at: day(5) }),
      ],
    ],
    ['yes', [notebook('would-opt-out')]],
    ['yes', [notebook('contended')]],
    ['no', [notebook('already-opted-out')]],
    ['no', [notebook('opted-out', { after: stateOf('after') })]],
    ['no', [notebook('no-setup-call')]],
    ['no', [page('contended', { html: { ...holding, usageReporting: 'silent' } })]],
    ['unknown', [notebook('refused')]],
    ['unknown', [page('refused', { html: { usageReporting: 'unknown', generatedBeforeOptOut: null } })]],
  ])('%s (%#)', async (reporting, findings) => {
    expect((await summaryOf(...findings)).reporting).toBe(reporting);
  });

  test('until it is found to be gone', () => {
    const held = recordOf(page('reports-usage'));
    const { html: _html, before: _before, ...gone } = recordOf(page('missing', { at: day(9) }));
    expect(summarizeHistory({ bucket: 'b', key: PAGE, records: [held, gone] }).reporting).toBe('no');
  });
});
