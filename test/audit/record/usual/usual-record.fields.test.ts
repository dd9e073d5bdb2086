/** Each field is read as the schema has it, and in no other way, whatever the digest says. */
import { expect, test } from 'vitest';
import type { AuditRecord } from '../../../../src/audit/record/schema.ts';
import { checkUsual } from '../../../../src/audit/record/usual/usual-record.ts';
import { sha256 } from '../../../../src/bytes/sha256.ts';
import { canonicalJson } from '../../../../src/text/canonical-json.ts';
import { isUsual, withHashes, write } from '../../../support/audit/usual-lines.ts';
import { recordOf, stateOf } from '../../../support/records.ts';

const HASH = 'ab'.repeat(32);
const edit = { cell: 2, at: 30, removed: '', inserted: 'QUJD' };
const opened = recordOf({
  outcome: 'opted-out',
  after: stateOf('after', 'v2'),
  before: stateOf('before', 'v1'),
});
const optedOut = {
  ...opened,
  object: { ...opened.object, isLatest: true },
  edits: [edit, { ...edit, at: 31 }],
  before: { etag: 'e1', sha256: HASH, bytes: 100 },
  after: { etag: 'e2', versionId: 'v2', sha256: 'cd'.repeat(32), bytes: 106 },
};

/** The line of the record in which a part of the text is another one, and whose digest and lengths fit to that. */
function lineWith(from: string, to: string): Buffer {
  const inserted = from === edit.inserted ? to : edit.inserted;
  const bytes = 103 + Buffer.byteLength(inserted, 'base64');
  const record = withHashes({ ...optedOut, after: { ...optedOut.after, bytes } }) as AuditRecord;
  const canonical = canonicalJson({ ...record, digest: undefined });
  const digest = sha256(replaceOnce(canonical, from, to));
  return Buffer.from(replaceOnce(write({ ...record, digest }).toString(), from, to));
}

function replaceOnce(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, () => to);
}

test.each([
  ['"e1"', '"e 1~!"'],
  ['"e1"', '""'],
  ['"v2"', '"v 2"'],
  [HASH, '09af'.repeat(16)],
  ['QUJD', ''],
  ['QUJD', 'QUJDQUJD'],
  ['QUJD', 'QU+/QQ=='],
  ['"cell":2', '"cell":1'],
  ['"cell":2', `"cell":${'9'.repeat(15)}`],
  ['"isLatest":true', '"isLatest":false'],
])('%s may be %s', (from, to) => {
  expect(isUsual(lineWith(from, to))).toBe(true);
});

test.each([
  ['"e1"', '"e\u001f1"'],
  ['"e1"', '"e\t1"'],
  ['"e1"', '"e\u00001"'],
  ['"e1"', '"e\u007f1"'],
  ['"e1"', '"é"'],
  ['"e1"', '"\\u0065"'],
  ['"e1"', '1'],
  ['"e1"', 'null'],
  ['"e1"', "'e1'"],
  ['"v2"', '""'],
  [HASH, HASH.toUpperCase()],
  [HASH, 'g'.repeat(64)],
  [HASH, '`'.repeat(64)],
  [HASH, ':'.repeat(64)],
  [HASH, '/'.repeat(64)],
  [HASH, 'ab'.repeat(31)],
  [HASH, 'ab'.repeat(33)],
  [HASH, ''],
  ['QUJD', 'QUJ'],
  ['QUJD', 'QU=='.repeat(2)],
  ['QUJD', 'Q==='],
  ['QUJD', 'QUJD===='],
  ['QUJD', 'QU-D'],
  ['"cell":2', '"cell":0'],
  ['"cell":2', '"cell":02'],
  ['"cell":2', '"cell":-2'],
  ['"cell":2', '"cell":2.0'],
  ['"cell":2', '"cell":2e0'],
  ['"cell":2', '"cell":"2"'],
  ['"cell":2', '"cell":'],
  ['"cell":2', `"cell":${'9'.repeat(16)}`],
  ['},{', '};{'],
  ['},{', '}{'],
  ['},{', '},,{'],
  ['"edits":[', '"edits":[,'],
  ['"isLatest":true', '"isLatest":True'],
  ['"isLatest":true', '"isLatest":null'],
  ['"isLatest":true', '"isLatest":"true"'],
  ['"opted-out"', '"opted-outs"'],
  ['"opted-out"', '"opted-ou"'],
  ['"opted-out"', '"restored"'],
  ['"v2"', '"v2","more":1'],
])('%s may not be %s', (from, to) => {
  expect(checkUsual(lineWith(from, to))).toBeUndefined();
});
