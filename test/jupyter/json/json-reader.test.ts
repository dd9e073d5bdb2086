/** Reading some members of an object checks all of it, as the scan over the whole object does. */
import { expect, test } from 'vitest';
import { JsonReader } from '../../../src/jupyter/json/json-reader.ts';
import { askForKeys } from '../../../src/jupyter/json/json-scan.ts';
import { referenceScan } from '../../support/json/reference-scan.ts';

const OUTPUT = '{"metadata": {"a": [1]} , "data" : "y","data2":1, "d\\u0061ta":{}, "x": "data" }';

/** The keys that are asked for, and where the object ends. */
function readKeys(bytes: Buffer): { keys: string[]; end: number } {
  const reader = new JsonReader(bytes);
  const keys: string[] = [];
  reader.readMembersOf(askForKeys('data', 'html'), (key) => {
    keys.push(key);
    reader.skipValue();
  });
  return { keys, end: reader.end };
}

test('members that are asked for are read, also when their key is escaped or stands twice', () => {
  expect(readKeys(Buffer.from(OUTPUT))).toEqual({ keys: ['data', 'data'], end: OUTPUT.length });
  expect(readKeys(Buffer.from('{ }'))).toEqual({ keys: [], end: 3 });
  expect(readKeys(Buffer.from('{"x":1}'))).toEqual({ keys: [], end: 7 });
});

test('an object that is wrong anywhere is wrong at the same byte, whoever reads it', () => {
  for (let place = 0; place < OUTPUT.length; place += 1)
    for (const put of ['', '}', ',', ':', '"', 'x', '\u0001', '\\', ' ']) {
      const bytes = Buffer.from(OUTPUT.slice(0, place) + put + OUTPUT.slice(place + 1));
      const expected = referenceScan(bytes, 0, 0, 500);
      const read = () => readKeys(bytes);
      if (!bytes.toString().trimStart().startsWith('{'))
        expect(read).toThrow('not the start of a list or object');
      else if ('end' in expected) expect(read().end, bytes.toString()).toBe(expected.end);
      else expect(read, bytes.toString()).toThrow(expect.objectContaining({ at: expected.at }));
    }
});
