/** An audit record on the log: all of it, on one line, with control characters escaped. */
import { expect, test } from 'vitest';
import { recordTrail } from '../../src/audit/record/record-trail.ts';
import type { AuditRecord } from '../../src/audit/record/schema.ts';
import { SafeLogger } from '../../src/lambda/safe-logger.ts';
import type { Finding } from '../../src/report/finding.ts';
import { software } from '../../src/report/software.ts';
import { expectValidRecord } from '../support/validate-record.ts';

/** C0, DEL, C1, line and paragraph separators, bidirectional, invisible, half and astral characters. */
const ACTING = '\0\n\r\u001b[2J\u007f\u0085\u009b\u2028\u2029\u202e\u2066\u200b\ufeff\ud800\u{e0001}';

const finding = {
  outcome: 'refused',
  reason: 'syntax-error',
  detail: `seen: ${ACTING} "quoted" \\ back ä 🙂`,
  at: new Date(0),
  kind: 'html',
  bucket: 'b',
  key: `${ACTING}/profiler-output/profiler-report.html`,
  lastModified: new Date(0),
  before: { etag: 'e', sizeBytes: 0, sha256: 'ab'.repeat(32) },
  html: { usageReporting: 'unknown', generatedBeforeOptOut: null },
} as const satisfies Finding;

async function write(what: Finding): Promise<{ line: string; record: AuditRecord | undefined }> {
  const lines: string[] = [];
  const records: AuditRecord[] = [];
  const logger = new SafeLogger('profiler-opt-out', (line) => lines.push(line));
  const trail = recordTrail({ trigger: { source: 's3' }, software }, (record) => {
    records.push(record);
    logger.writeRecord(record);
  });
  await trail.append(what);
  expect(lines).toHaveLength(1);
  return { line: lines.join(), record: records[0] };
}

test('a record stands on the log as it is, with a level, a message and the service', async () => {
  const { line, record } = await write(finding);
  const item = JSON.parse(line);
  expectValidRecord(item.audit);
  expect(item).toMatchObject({ level: 'WARN', message: 'audit record', service: 'profiler-opt-out' });
  expect(item.audit).toEqual(record);
  expect(JSON.parse((await write({ ...finding, outcome: 'contended' })).line).level).toBe('WARN');
  expect(JSON.parse((await write({ ...finding, outcome: 'silent' })).line).level).toBe('INFO');
});

test('no character of a record acts on a terminal or splits the line', async () => {
  const { line } = await write(finding);
  expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  expect(line).toContain('\\u001b[2J\\u007f\\u0085\\u009b\\u2028\\u2029\\u202e');
  expect(line).toContain('ä 🙂');
});

test('a large record is on one line as a whole', async () => {
  const detail = `${ACTING}x`.repeat(50_000);
  const { line, record } = await write({ ...finding, detail });
  expect(JSON.parse(line).audit).toEqual(record);
  expect(record?.detail).toBe(detail);
});
