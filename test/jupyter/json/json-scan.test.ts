/** The scan over JSON takes and refuses what JSON.parse takes and refuses, and ends where the value ends. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonProblem, jsonBytes, skipValue } from '../../../src/jupyter/json/json-scan.ts';

/** True when the bytes are one value and white space, to our scan. */
function isJson(text: string): boolean {
  const bytes = Buffer.from(text);
  try {
    const end = skipValue(jsonBytes(bytes), 0, 0);
    return /^[ \t\r\n]*$/.test(bytes.toString('utf8', end));
  } catch (error) {
    if (error instanceof JsonProblem) return false;
    throw error;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const mark = fc.constantFrom(...'"\\/{}[]:,0-+.eEutfn \n\r\t\u0000\u001f\u007fé🚀', '\\u12', '\\n', '\\"');
const indent = fc.constantFrom(undefined, 1, 4, '\t');

test('any JSON with anything put in anywhere', () => {
  fc.assert(
    fc.property(fc.jsonValue(), indent, fc.nat(), mark, fc.nat(2), (value, space, at, put, gone) => {
      const json = JSON.stringify(value, null, space);
      const place = at % (json.length + 1);
      const changed = json.slice(0, place) + put + json.slice(place + gone);
      fc.pre(changed.isWellFormed());
      expect(isJson(json)).toBe(true);
      expect(isJson(changed)).toBe(parses(changed));
    }),
    { numRuns: 5000 },
  );
});

test('strings of every length and alignment, whatever stands in them', () => {
  fc.assert(
    fc.property(fc.nat(9), fc.array(mark, { maxLength: 12 }), fc.nat(9), (before, marks, after) => {
      const text = `${' '.repeat(before)}["${marks.join('a')}${'b'.repeat(after)}"]`;
      expect(isJson(text)).toBe(parses(text));
    }),
    { numRuns: 5000 },
  );
});

test.each(['{1: 2}', '{"a": 1, }', '[1, ]', '{"a" 1}', '"', ''])('%s is no JSON', (text) => {
  expect(isJson(text)).toBe(false);
});
