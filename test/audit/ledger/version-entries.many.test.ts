import { expect, test } from 'vitest';
import { summarizeHistory } from '../../../src/audit/ledger/object-history.ts';
import { PAGE, page } from '../../support/histories.ts';
import { recordOf, stateOf } from '../../support/records.ts';

test('an object may have very many versions', async () => {
  const record = recordOf(page('reports-usage', { before: stateOf('v1', 'v1') }));
  const many = Array.from({ length: 20_000 }, (_, index) => ({
    ...record,
    id: index.toString(16).padStart(64, '0'),
    object: { ...record.object, versionId: `v${index}`, lastModified: new Date(index * 1_000).toISOString() },
  }));
  const [first, ...more] = many;
  if (first === undefined) throw new Error('none');
  const { entries } = summarizeHistory({ bucket: 'b', key: PAGE, records: [first, ...more] });
  expect(entries).toHaveLength(20_000);
  expect(entries[0]?.superseded?.versionId).toBe('v1');
});
