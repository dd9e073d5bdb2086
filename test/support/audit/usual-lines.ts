/** Records of the usual form: written as this software does, and read in both ways. */
import { expect } from 'vitest';
import { checkText } from '../../../src/audit/record/read-record.ts';
import { idOf } from '../../../src/audit/record/render-record.ts';
import { reportRecord } from '../../../src/audit/record/report-record-schema.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import type { FormSchema } from '../../../src/audit/record/usual/form-table.ts';
import { checkUsual, readUsual } from '../../../src/audit/record/usual/usual-record.ts';
import { sha256 } from '../../../src/bytes/sha256.ts';
import { canonicalJson } from '../../../src/text/canonical-json.ts';

/** An object or a list. */
export type Parts = Record<string, unknown>;

export const isParts = (value: unknown): value is Parts => typeof value === 'object' && value !== null;

/** As JSON has it: `__proto__` is a name like all others. */
export const define = (parts: Parts, name: string, value: unknown): void => {
  Object.defineProperty(parts, name, { value, enumerable: true, writable: true, configurable: true });
};

/** As this software writes records: names that the schema has in its order, then all others. */
function inOrder(value: unknown, { properties, items }: FormSchema): unknown {
  if (Array.isArray(value)) return value.map((item) => inOrder(item, items ?? {}));
  if (!isParts(value)) return value;
  const names = [...Object.keys(properties ?? {}), ...Object.keys(value)];
  const ordered: Parts = {};
  for (const name of new Set(names))
    if (Object.hasOwn(value, name)) define(ordered, name, inOrder(value[name], properties?.[name] ?? {}));
  return ordered;
}

/** The record with the id and the digest that its content has, as far as it has any. */
export function withHashes(value: unknown): unknown {
  if (!isParts(value)) return value;
  const { object } = value;
  if (typeof value['id'] === 'string' && isParts(object))
    value['id'] = idOf({ ...value, object } as unknown as AuditRecord);
  if (typeof value['digest'] === 'string')
    value['digest'] = sha256(canonicalJson({ ...value, digest: undefined }));
  return value;
}

/** The line of a record. */
export const write = (record: unknown): Buffer => Buffer.from(JSON.stringify(inOrder(record, reportRecord)));

/** True when a line is of the usual form; then both ways have to make the same of it. */
export function isUsual(line: Buffer): boolean {
  const usual = checkUsual(line);
  if (usual === undefined) return false;
  const canonical = Buffer.from(usual.canonical);
  const checked = checkText(line.toString());
  expect(checked).toMatchObject({ kind: 'record' });
  if (checked.kind === 'bad') return false;
  expect(usual.record).toStrictEqual(checked.record);
  // Fields are in the same order, too.
  expect(JSON.stringify(usual.record)).toBe(line.toString());
  expect(canonical.toString()).toBe(Buffer.from(checked.canonical).toString());
  expect(readUsual(canonical)).toStrictEqual(JSON.parse(canonical.toString()));
  return true;
}
