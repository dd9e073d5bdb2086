/** Validates audit records against the published schema; every test that makes a record goes through here. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect } from 'vitest';
import { readRecord } from '../../src/audit/record/read-record.ts';
import { type AuditRecord, auditRecordSchema, type LedgerRecord } from '../../src/audit/record/schema.ts';

const ajv = new Ajv2020({ allErrors: true, strict: false });
formats.default(ajv);
const validate = ajv.compile(auditRecordSchema);

/** Fails the test, naming each violation, unless `record` is valid, agrees with itself and has its digest and id. */
export function expectValidRecord<Kind extends LedgerRecord = AuditRecord>(
  record: unknown,
): asserts record is Kind {
  validate(record);
  expect(validate.errors ?? []).toEqual([]);
  expect(readRecord(JSON.stringify(record))).toEqual({ kind: 'record', record });
}
