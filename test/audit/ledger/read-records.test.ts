import { expect, test } from 'vitest';
import { type LedgerPart, readRecords } from '../../../src/audit/ledger/read-records.ts';
import { blocksOf } from '../../../src/bytes/lines.ts';
import { renderJsonLine } from '../../../src/text/safe-text.ts';
import { keyOf, recordOf } from '../../support/records.ts';

const [first, second] = [recordOf(), recordOf({ key: keyOf('job-2') })];

async function* chunksOf(text: string) {
  yield Buffer.from(text);
}

async function* parts(...texts: readonly string[]): AsyncGenerator<LedgerPart> {
  for (const [index, text] of texts.entries())
    yield { name: `part-${index}`, blocks: blocksOf(chunksOf(text)) };
}

async function read(...texts: readonly string[]) {
  const notices: string[] = [];
  const records = [];
  const source = readRecords(parts(...texts), {
    onBadLine: async (place, why) => {
      notices.push(`${place}: ${why}`);
    },
    onTornLine: async (place) => {
      notices.push(`${place} is torn`);
    },
    onCutLine: async (place, text) => {
      notices.push(`${place} is cut: ${text.length}`);
    },
  });
  for await (const batch of source) records.push(...batch.map(({ record }) => record));
  return { records, notices };
}

test('the records of all parts come in order', async () => {
  const [one, two] = [renderJsonLine(first), renderJsonLine(second)];
  expect(await read(`${two}\n${one}\n`, '', `${one}`)).toEqual({
    records: [second, first, first],
    notices: [],
  });
});

test('a bad line is named by its part and number, and reading goes on', async () => {
  expect(await read(`nonsense\n${renderJsonLine(first)}\n`, `${'x'.repeat(5 << 20)}\n`)).toEqual({
    records: [first],
    notices: ['part-0, line 1: it is not JSON', 'part-1, line 1: the line is longer than any record'],
  });
});

test('a last line without an end is torn, unless it is whole all the same', async () => {
  expect(await read(renderJsonLine(first).slice(0, -9), renderJsonLine(first))).toEqual({
    records: [first],
    notices: ['part-0, line 1 is torn'],
  });
});

test('a last line without an end that does not begin as a record is none', async () => {
  const changed = renderJsonLine(first).replace('"outcome":"already-opted-out"', '"outcome":"no-setup-call"');
  expect((await read('{"schema":"prof', 'notes', '{"a":1}', changed)).notices).toEqual([
    'part-0, line 1 is torn',
    'part-1, line 1: it is not JSON',
    'part-2, line 1: it is not an audit record',
    expect.stringContaining('part-3, line 1: '),
  ]);
});
