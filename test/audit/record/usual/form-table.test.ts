/** Forms are made of the JSON Schema that they can prove, and of no other. */
import { describe, expect, test } from 'vitest';
import { type FormSchema, FormTable } from '../../../../src/audit/record/usual/form-table.ts';

describe('a table of forms', () => {
  test.each<readonly [string, FormSchema]>([
    ['a pattern that it does not know', { type: 'string', pattern: '^a$' }],
    ['a format that it does not know', { type: 'string', format: 'date' }],
    ['numbers that may be broken', { type: 'number' }],
    ['numbers that may be below 0', { type: 'integer' }],
    ['numbers from 2 on', { type: 'integer', minimum: 2 }],
    ['values of any kind', {}],
    ['values of several kinds', { type: ['string', 'null'] }],
  ])('has no form for %s', (_, schema) => {
    const inObject = { properties: { outer: { properties: { inner: schema } } } };
    expect(() => new FormTable(1024).add(inObject, 'schema')).toThrow(
      'the schema of outer.inner has no form',
    );
  });

  test('knows the parts of its forms, and no others', () => {
    const table = new FormTable(1024);
    const schema = { properties: { b: { type: 'boolean' }, a: { items: { type: 'string' } } } };
    table.add(schema, 'schema');
    const slots = ['', 'b', 'a', 'a[]'].map((path) => table.slotOf(path));
    table.add(schema, 'canonical');
    expect(['', 'b', 'a', 'a[]'].map((path) => table.slotOf(path))).toEqual(slots);
    expect(new Set(slots).size).toBe(4);
    expect(() => table.slotOf('c')).toThrow('no form has the part c');
  });

  test.each([
    ['numbers', 8, 'x'],
    ['texts', 30_000, 'x'.repeat(2_000)],
  ])('says when its %s have no room', (_, numberBytes, word) => {
    const table = new FormTable(numberBytes);
    table.add({ properties: { name: { const: word } } }, 'schema');
    expect(() => table.bytes()).toThrow('the table of forms has no room for the schema');
  });

  test('has room for its numbers before its texts', () => {
    const table = new FormTable(1024);
    table.add({ properties: { name: { const: 'x' } } }, 'schema');
    const bytes = table.bytes();
    expect(Buffer.from(bytes.subarray(1024)).toString()).toBe('"x""name":');
  });
});
