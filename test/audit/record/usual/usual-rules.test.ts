/** What goes with an outcome, and with what a page reports, is held against the rules, whatever else fits. */
import { expect, test } from 'vitest';
import type { AuditRecord } from '../../../../src/audit/record/schema.ts';
import { followsRules } from '../../../../src/audit/record/usual/usual-rules.ts';
import { keyOf, recordOf, stateOf } from '../../../support/records.ts';

const page = keyOf('job-1', 'profiler-report.html');
const PAGES: readonly AuditRecord['outcome'][] = ['silenced', 'would-silence', 'reports-usage', 'silent'];
const CHANGES: readonly AuditRecord['outcome'][] = ['opted-out', 'silenced'];

/** A usual record of an outcome. */
function usual(outcome: AuditRecord['outcome']): AuditRecord {
  const after = CHANGES.includes(outcome) ? { after: stateOf('after') } : {};
  const record = recordOf({ outcome, ...(PAGES.includes(outcome) ? { key: page } : {}), ...after });
  expect(followsRules(record)).toBe(true);
  return record;
}

const cellEdit = { cell: 1, at: 0, removed: 'QQ==', inserted: '' };
const { cell: _, ...pageEdit } = cellEdit;

test.each(['already-opted-out', 'no-setup-call', 'refused'] as const)('no edits go with %s', (outcome) => {
  expect(followsRules({ ...usual(outcome), edits: [cellEdit] })).toBe(false);
});

test.each(['reports-usage', 'silent'] as const)('no edits go with a page and %s', (outcome) => {
  expect(followsRules({ ...usual(outcome), edits: [pageEdit] })).toBe(false);
});

test.each(['opted-out', 'would-opt-out'] as const)('edits of cells go with %s', (outcome) => {
  expect(followsRules({ ...usual(outcome), edits: [cellEdit] })).toBe(true);
  expect(followsRules({ ...usual(outcome), edits: [cellEdit, pageEdit] })).toBe(false);
});

test.each(['silenced', 'would-silence'] as const)('edits that take out of pages go with %s', (outcome) => {
  expect(followsRules({ ...usual(outcome), edits: [pageEdit] })).toBe(true);
  expect(followsRules({ ...usual(outcome), edits: [cellEdit] })).toBe(false);
  expect(followsRules({ ...usual(outcome), edits: [{ ...pageEdit, inserted: 'QQ==' }] })).toBe(false);
});

const beacon = { url: 'https://beacon.example/', processingJobArn: 'arn' };
const silent = { usageReporting: 'silent', generatedBeforeOptOut: false } as const;
const unknown = { usageReporting: 'unknown', generatedBeforeOptOut: null } as const;
const reports = { usageReporting: 'reports', generatedBeforeOptOut: true } as const;
const refused = { ...usual('refused'), object: { ...usual('refused').object, kind: 'html' } } as const;

test('a page with a beacon reports usage', () => {
  expect(followsRules({ ...usual('reports-usage'), html: { ...reports, beacon } })).toBe(true);
  expect(followsRules({ ...usual('silent'), html: silent })).toBe(true);
  expect(followsRules({ ...usual('silent'), html: { ...silent, beacon } })).toBe(false);
  expect(followsRules({ ...refused, html: unknown })).toBe(true);
  expect(followsRules({ ...refused, html: { ...unknown, beacon } })).toBe(false);
});

test('it is known when a page was generated, or not', () => {
  expect(followsRules({ ...usual('silent'), html: { ...silent, generatedBeforeOptOut: true } })).toBe(true);
  expect(followsRules({ ...usual('silent'), html: { ...silent, generatedBeforeOptOut: null } })).toBe(false);
  expect(followsRules({ ...refused, html: { ...unknown, generatedBeforeOptOut: true } })).toBe(false);
  expect(followsRules({ ...refused, html: { ...reports, generatedBeforeOptOut: false } })).toBe(false);
});

test('why the state of Option 1 is unknown is said where it is', () => {
  const withState = (state: 'unknown' | 'in-force', reason: string) =>
    followsRules({ ...usual('silent'), html: silent, optionOne: { state, reason } });
  expect(withState('unknown', 'no-access')).toBe(true);
  expect(withState('in-force', 'no-access')).toBe(false);
  expect(followsRules({ ...usual('silent'), html: silent, optionOne: { state: 'in-force' } })).toBe(true);
});
