/** Validates audit records against the published schema; every test that makes a record goes through here. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect } from 'vitest';
import { type AuditRecord, auditRecordSchema } from '../../src/audit/record/schema.ts';

const ajv = new Ajv2020({ allErrors: true, strict: false });
formats.default(ajv);
const validate = ajv.compile(auditRecordSchema);

/** Fails the test, naming each violation, unless `record` is valid against `profiler-opt-out/audit/v1`. */
export function expectValidRecord(record: unknown): asserts record is AuditRecord {
  validate(record);
  expect(validate.errors ?? []).toEqual([]);
}
