/** Where there is no WebAssembly, records are read in the other way. */
import { expect, test, vi } from 'vitest';
import { canonicalJson } from '../../../../src/text/canonical-json.ts';
import { write } from '../../../support/audit/usual-lines.ts';
import { recordOf } from '../../../support/records.ts';

/** As a process that has read no record loads it. */
async function load() {
  vi.resetModules();
  return {
    ...(await import('../../../../src/audit/record/usual/usual-record.ts')),
    ...(await import('../../../../src/audit/record/read-record.ts')),
  };
}

test('records are read without WebAssembly, too', async () => {
  const record = recordOf();
  const [line, canonical] = [write(record), canonicalJson(record)];
  expect((await load()).checkUsual(line)?.record).toEqual(record);
  vi.stubGlobal('WebAssembly', undefined);
  try {
    const { checkUsual, readUsual, readRecord, checkLine } = await load();
    expect(checkUsual(line)).toBeUndefined();
    expect(readUsual(Buffer.from(canonical))).toBeUndefined();
    expect(readRecord(line.toString())).toEqual({ kind: 'record', record });
    const checked = checkLine(line);
    expect(checked.kind === 'record' && Buffer.from(checked.canonical).toString()).toBe(canonical);
  } finally {
    vi.unstubAllGlobals();
  }
});
