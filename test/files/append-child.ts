/** Appends records to the ledger at its argument, several at once, and shows which were: a process that a test limits. */
import type { AuditRecord } from '../../src/audit/record/schema.ts';
import { FileLedger } from '../../src/files/file-ledger.ts';
import { recordOf } from '../support/records.ts';

const AT_ONCE = 3;
const COUNT = 24;

const [path = ''] = process.argv.slice(2);
const ledger = await FileLedger.open(path);
const [resolved, rejected]: [AuditRecord[], AuditRecord[]] = [[], []];
for (let begin = 0; begin < COUNT; begin += AT_ONCE) {
  const records = Array.from({ length: AT_ONCE }, (_, index) =>
    recordOf({ key: `key-${begin + index}`, detail: 'x'.repeat(6_000) }),
  );
  const appends = records.map((record) =>
    ledger.append(record).then(
      () => resolved.push(record),
      () => rejected.push(record),
    ),
  );
  await Promise.all(appends);
}
await ledger.close();
console.log(JSON.stringify({ resolved, rejected }));
