/** What must hold for the ledger of a run: each version has one concluding record in it, written once. */

import { ledgerKey } from '../../../../src/audit/record/ledger.ts';
import type { AuditRecord } from '../../../../src/audit/record/schema.ts';
import { expectValidRecord } from '../../../support/validate-record.ts';
import type { BucketUnderTest } from '../s3/bucket-under-test.ts';
import { isLedgerKey, LEDGER_PREFIX, type Written } from '../s3/fault-proxy.ts';

import { NOTES, type ObjectUnderTest, wrongRecords } from './invariants.ts';

/** Looks at the ledger; each violated invariant is a sentence. `logged` are the records on the log. */
export async function ledgerViolationsOf(
  bucket: BucketUnderTest,
  objects: readonly ObjectUnderTest[],
  written: readonly Written[],
  logged: readonly AuditRecord[],
): Promise<string[]> {
  const versions = await bucket.versions();
  const keys = versions.filter(({ key }) => isLedgerKey(key)).map(({ key }) => key);
  const records: AuditRecord[] = [];
  const found: string[] = [];
  for (const key of new Set(keys)) {
    const record: unknown = JSON.parse((await bucket.read(key)).bytes.toString());
    expectValidRecord(record);
    records.push(record);
    if (key !== LEDGER_PREFIX + ledgerKey(record)) found.push(`ledger: ${record.id} lies at ${key}`);
    const writes = written.filter((each) => each.key === key).length;
    if (writes > 1) found.push(`ledger: ${key} was written ${writes} times`);
  }
  const kept = new Set(records.map(({ id }) => id));
  const lost = logged.filter(({ id, outcome }) => !kept.has(id) && !NOTES.includes(outcome));
  return [
    ...found,
    ...lost.map(({ id, outcome }) => `ledger: ${outcome} ${id} is on the log only`),
    ...objects.flatMap((object) => {
      const own = versions.filter(({ key }) => key === object.key);
      return wrongRecords(object, own, records).map((wrong) => `ledger: ${wrong}`);
    }),
  ];
}
