/** What a record says about the HTML in a notebook's saved outputs. */
import { describe, expect, test } from 'vitest';
import { withDigest } from '../../../src/audit/record/digest.ts';
import { describeEmbedded, embeddedReporting, restoresSilenced } from '../../../src/audit/record/embedded.ts';
import { readRecord } from '../../../src/audit/record/read-record.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { byteOffset } from '../../../src/bytes/edit.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';
import { ARN } from '../../support/reports/beacon.ts';

const beacon = { url: 'https://beacon.example/', processingJobArn: ARN, region: 'eu-west-1' };
const reporting = (cell: number) => ({ cell, usageReporting: 'reports', beacon }) as const;
const silenced = (cell: number) => ({ ...reporting(cell), silenced: true }) as const;
const unknown = (cell: number) => ({ cell, usageReporting: 'unknown' }) as const;

test.each([
  [[], undefined, ''],
  [[reporting(3)], 'reports', 'embedded beacon in the output of code cell 3'],
  [[reporting(3), reporting(3)], 'reports', 'embedded beacon in the outputs of code cell 3'],
  [[reporting(3), reporting(5)], 'reports', 'embedded beacon in the outputs of code cells 3, 5'],
  [[unknown(2)], 'unknown', 'perhaps an embedded beacon in the output of code cell 2'],
  [
    [unknown(2), reporting(4)],
    'reports',
    'embedded beacon in the output of code cell 4; perhaps an embedded beacon in the output of code cell 2',
  ],
] as const)('of %j it says %s', (embedded, usageReporting, text) => {
  const record = recordOf(embedded.length === 0 ? {} : { embedded });
  expect(embeddedReporting(record)).toBe(usageReporting);
  expect(describeEmbedded(record)).toBe(text);
});

const removal = { start: byteOffset(0), removed: Buffer.from('x'), inserted: new Uint8Array(), cell: 3 };
const insertion = { start: byteOffset(0), removed: new Uint8Array(), inserted: Buffer.from('x'), cell: 3 };
const gone = { ...stateOf('after'), sizeBytes: 0 };
const grown = { ...stateOf('after'), sizeBytes: 2 };
const rewritten = recordOf({
  outcome: 'silenced',
  kind: 'notebook',
  edits: [removal],
  after: gone,
  embedded: [{ ...reporting(3), edits: [removal] }],
});
const optedOut = recordOf({ outcome: 'opted-out', edits: [removal], after: gone });
const bare = recordOf({ outcome: 'silenced', kind: 'notebook', after: gone });

test('what was taken out is told, and reports no more', () => {
  const record = { ...optedOut, embedded: [silenced(3), unknown(4)] };
  expect(embeddedReporting({ ...record, embedded: [silenced(3)] })).toBeUndefined();
  expect(embeddedReporting(record)).toBe('unknown');
  expect(describeEmbedded(record)).toBe(
    'perhaps an embedded beacon in the output of code cell 4; beacon taken out of the output of code cell 3',
  );
});

test.each([
  [true, recordOf({ outcome: 'restored', edits: [insertion], after: grown })],
  [false, recordOf({ outcome: 'restored', edits: [removal], after: gone })],
  [false, recordOf({ outcome: 'restored', edits: [insertion, removal], after: stateOf('after') })],
  [false, recordOf({ outcome: 'restored', after: gone })],
  [true, recordOf({ outcome: 'restored', key: keyOf('job-1', 'profiler-report.html'), after: gone })],
])('a restored object had only been silenced: %s', (expected, record) => {
  expect(restoresSilenced(record)).toBe(expected);
});

test('a notebook that would be silenced has the beacon on record', () => {
  const record = recordOf({
    outcome: 'would-silence',
    kind: 'notebook',
    edits: [removal],
    embedded: [reporting(3)],
  });
  const { embedded: _embedded, ...without } = record;
  expect(readRecord(JSON.stringify(withDigest(without))).kind).toBe('bad');
});

describe('a record that contradicts itself is none', () => {
  const read = (change: Partial<AuditRecord>, record = recordOf()) =>
    readRecord(JSON.stringify(withDigest({ ...record, ...change }))).kind;
  const page = recordOf({ outcome: 'silent', key: keyOf('job-1', 'profiler-report.html') });
  const missing = recordOf({ outcome: 'missing' });
  const named = { url: beacon.url, processingJobArn: ARN };

  test.each([
    ['record', [{ cell: 1, usageReporting: 'reports', beacon: named }], recordOf()],
    ['record', [{ cell: 1, usageReporting: 'unknown' }], recordOf()],
    ['bad', [], recordOf()],
    ['bad', [{ cell: 0, usageReporting: 'unknown' }], recordOf()],
    ['bad', [{ cell: 1, usageReporting: 'reports' }], recordOf()],
    ['bad', [{ cell: 1, usageReporting: 'unknown', beacon: named }], recordOf()],
    ['bad', [{ cell: 1, usageReporting: 'reports', beacon: named, silenced: true }], recordOf()],
    ['record', [{ cell: 1, usageReporting: 'reports', beacon: named, silenced: true }], rewritten],
    ['record', [{ cell: 1, usageReporting: 'reports', beacon: named, silenced: true }], optedOut],
    ['bad', [{ cell: 1, usageReporting: 'reports', beacon: named, silenced: true }], bare],
    ['bad', [{ cell: 1, usageReporting: 'unknown', silenced: true }], rewritten],
    ['bad', [{ cell: 1, usageReporting: 'unknown' }], page],
    ['bad', [{ cell: 1, usageReporting: 'unknown' }], missing],
  ] as const)('%s: %j', (kind, embedded, record) => {
    expect(read({ embedded: embedded as unknown as NonNullable<AuditRecord['embedded']> }, record)).toBe(
      kind,
    );
  });
});
