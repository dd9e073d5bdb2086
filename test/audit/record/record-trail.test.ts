import { expect, test } from 'vitest';
import { recordTrail } from '../../../src/audit/record/record-trail.ts';
import { renderRecord } from '../../../src/audit/record/render-record.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import type { Finding } from '../../../src/report/finding.ts';
import { software } from '../../../src/report/software.ts';
import { stateOf } from '../../support/records.ts';

const context = { trigger: { source: 'cli' }, software } as const;
const finding: Finding = {
  outcome: 'silent',
  at: new Date(0),
  kind: 'html',
  bucket: 'b',
  key: 'k',
  lastModified: new Date(0),
  before: stateOf('b'),
};

test('each sink gets the same record and its finding, the next when the one before has kept it', async () => {
  const order: string[] = [];
  const records: AuditRecord[] = [];
  const trail = recordTrail(
    context,
    async (record) => {
      await Promise.resolve();
      order.push('log');
      records.push(record);
    },
    (record, { outcome }) => {
      order.push(`ledger ${outcome}`);
      records.push(record);
    },
  );
  await trail.append(finding);
  expect(order).toEqual(['log', 'ledger silent']);
  expect(records[0]).toEqual(renderRecord(finding, context));
  expect(records[1]).toBe(records[0]);
});

test('what one sink cannot keep, no other gets', async () => {
  const kept: string[] = [];
  const trail = recordTrail(
    context,
    async () => {
      throw new Error('disk full');
    },
    ({ id }) => {
      kept.push(id);
    },
  );
  await expect(trail.append(finding)).rejects.toThrow('disk full');
  expect(kept).toEqual([]);
});
