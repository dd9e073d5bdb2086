/** The time at which papermill made a notebook. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPapermillTime } from '../../src/notebook/papermill-time.ts';
import { generateReport } from '../support/reports/report-generator.ts';

const OWN = {
  duration: 5.05,
  end_time: '2023-02-17T07:36:43.674629',
  environment_variables: {},
  parameters: { processing_job_arn: 'arn:"}{\\' },
  start_time: '2023-02-17T07:36:38.617249',
  version: '2.1.2',
};
const CELL = {
  duration: 1,
  end_time: '2020-01-01T00:00:00',
  start_time: '2020-01-01T00:00:00',
  status: 'completed',
};
const timeIn = (value: unknown, indent?: number) =>
  findPapermillTime(Buffer.from(JSON.stringify(value, null, indent)))?.toISOString();
const notebookOf = (papermill: unknown) => ({
  cells: [{ cell_type: 'code', metadata: { papermill: CELL }, source: [] }],
  metadata: { papermill },
  nbformat: 4,
});

test.each([undefined, 1])('is when it was finished, with an indent of %s', (indent) => {
  expect(timeIn(notebookOf(OWN), indent)).toBe('2023-02-17T07:36:43.674Z');
  const { metadata, ...rest } = notebookOf(OWN);
  expect(timeIn({ metadata, ...rest }, indent)).toBe('2023-02-17T07:36:43.674Z');
});

test('is found in a generated report, in a part of a larger buffer too', () => {
  const { notebook } = generateReport({ outputBytes: 100 });
  const larger = Buffer.concat([Buffer.from('xx'), notebook, Buffer.from('"papermill":{"version":"1"}')]);
  expect(findPapermillTime(larger.subarray(2, 2 + notebook.length))?.toISOString()).toMatch(
    /^2026-01-02T04:00:0/,
  );
});

test.each([
  ['when it was begun, where it has no end', { ...OWN, end_time: null }, '2023-02-17T07:36:38.617Z'],
  [
    'in the zone that it names',
    { ...OWN, end_time: '2023-02-17T07:36:43.6+02:00' },
    '2023-02-17T05:36:43.600Z',
  ],
  ['not known from an entry without times', { version: '2' }, undefined],
  ['not known from a day that there is not', { version: '2', end_time: '2023-13-17T07:36:43' }, undefined],
  ['not known from the entry of a cell', CELL, undefined],
  ['not known from a text', 'version', undefined],
  ['not known from an entry that goes too deep', { ...OWN, parameters: { a: { b: {} } } }, undefined],
])('is %s', (_title, papermill, expected) => {
  expect(timeIn(notebookOf(papermill))).toBe(expected);
});

test('is not taken from a text that holds an entry', () => {
  expect(timeIn({ cells: [{ outputs: [`{"papermill":${JSON.stringify(OWN)}}`] }] })).toBeUndefined();
});

test('is not known from what is no JSON', () => {
  expect(findPapermillTime(Buffer.from('"papermill": {"version": "2", x}'))).toBeUndefined();
});

test('is looked for in the last entries only', () => {
  const cells = Buffer.from(`${JSON.stringify({ papermill: CELL })}\n`.repeat(2_000));
  const own = Buffer.from(JSON.stringify({ papermill: OWN }));
  expect(findPapermillTime(Buffer.concat([own, cells]))).toBeUndefined();
  expect(findPapermillTime(Buffer.concat([own, cells.subarray(0, cells.length / 2)]))).toBeInstanceOf(Date);
});

test('no bytes throw', () => {
  const pieces = fc.constantFrom(
    '"papermill"',
    ':',
    '{',
    '}',
    '"version":"1"',
    ',',
    '"end_time":"2023-01-01T00:00:00"',
    ' ',
    '\\',
    '"',
  );
  fc.assert(
    fc.property(fc.array(pieces), (parts) => {
      const time = findPapermillTime(Buffer.from(parts.join('')));
      expect(time === undefined || time.toISOString() === '2023-01-01T00:00:00.000Z').toBe(true);
    }),
  );
});
