/** What a record says about the HTML in a notebook's saved outputs. */
import { describe, expect, test } from 'vitest';
import { withDigest } from '../../../src/audit/record/digest.ts';
import { describeEmbedded, embeddedReporting } from '../../../src/audit/record/embedded.ts';
import { readRecord } from '../../../src/audit/record/read-record.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { keyOf, recordOf } from '../../support/records.ts';
import { ARN } from '../../support/reports/beacon.ts';

const beacon = { url: 'https://beacon.example/', processingJobArn: ARN, region: 'eu-west-1' };
const reporting = (cell: number) => ({ cell, usageReporting: 'reports', beacon }) as const;
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
    ['bad', [{ cell: 1, usageReporting: 'unknown' }], page],
    ['bad', [{ cell: 1, usageReporting: 'unknown' }], missing],
  ] as const)('%s: %j', (kind, embedded, record) => {
    expect(read({ embedded: embedded as unknown as NonNullable<AuditRecord['embedded']> }, record)).toBe(
      kind,
    );
  });
});
