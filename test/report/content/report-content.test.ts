import { describe, expect, test } from 'vitest';
import { mayBeReport } from '../../../src/report/content/report-content.ts';
import { NOTEBOOK_STYLES, writeNotebook } from '../../support/notebook.ts';
import { generateReport } from '../../support/reports/report-generator.ts';

const { html } = generateReport({ outputBytes: 500 });
const cell = (source: string) =>
  JSON.stringify({ nbformat: 4, cells: [{ cell_type: 'code', source, outputs: [] }] });
const notebook = (text: string) => mayBeReport('notebook', Buffer.from(text));

describe('a notebook', () => {
  test.each(NOTEBOOK_STYLES)('may call the function: $name', (style) => {
    expect(mayBeReport('notebook', writeNotebook(['setup_profiler_report(a)'], style))).toBe(true);
  });

  test('may name it in letters that Python takes for the same, and hold a page in its outputs', () => {
    expect(notebook(cell('𝓼etup_profiler_report(a)'))).toBe(true);
    expect(notebook(cell('\u017fetup_profiler_report(a)'))).toBe(true);
    expect(notebook(cell('').replace('[]', JSON.stringify([{ data: html.toString() }])))).toBe(true);
  });

  test.each(['', 'print(1)', 'setup_profiler(a)', '\u00e4\\u0041'])('of %j does neither', (source) => {
    expect(notebook(cell(source))).toBe(false);
  });
});

test('a page may hold the beacon, also when its id is spelled with references', () => {
  expect(mayBeReport('html', html)).toBe(true);
  const spelled = html.toString().replace('profiler-telemetry', 'profiler-&#116;elemetry');
  expect(mayBeReport('html', Buffer.from(spelled))).toBe(true);
  expect(mayBeReport('html', Buffer.from('<p>&#8217;</p>'))).toBe(false);
  // A view into the middle of a larger piece of memory, as readers give it.
  const view = new Uint8Array(html.buffer, html.byteOffset + 1, 10);
  expect(mayBeReport('html', view)).toBe(false);
});
