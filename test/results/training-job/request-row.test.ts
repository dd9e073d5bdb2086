import { expect, test } from 'vitest';
import { showPlace } from '../../../src/results/training-job/formats.ts';
import { rowsOf } from '../../../src/results/training-job/request-row.ts';
import { planFile } from '../../../src/training-job/plan-file.ts';

const RULES = '"ProfilerRuleConfigurations"';
const notebookOf = (...cells: readonly string[]) =>
  JSON.stringify(
    {
      cells: cells.map((source) => ({ cell_type: 'code', source: source.split(/(?<=\n)/), outputs: [] })),
      metadata: {},
      nbformat: 4,
      nbformat_minor: 4,
    },
    undefined,
    1,
  );

/** A file that cannot be read, and where a person finds the trouble. */
const BROKEN: readonly (readonly [title: string, file: string, text: string, row: string])[] = [
  ['a value', 'a.json', `{\n  ${RULES}: [}\n}`, 'a.json:2:34 a value is missing'],
  ['the end', 'a.json', `{${RULES}: [`, 'a.json:1:33 a closing bracket is missing'],
  ['behind a byte order mark', 'a.json', `\ufeff{${RULES}: [}`, 'a.json:1:33 a value is missing'],
  ['behind other letters', 'a.json', `{"ä€😀": 1, ${RULES} []}`, 'a.json:1:42 a colon is missing'],
  ['in lines of Windows', 'a.json', `{\r\n"a": tru,\r\n${RULES}: []}`, 'a.json:2:6 a word that is no value'],
  ['YAML', 'a.yaml', 'a: ä\nProfilerRuleConfigurations:\n\t- b: 1\n', 'a.yaml:3:1 Tabs are not allowed'],
  [
    'a text in a text',
    'a.json',
    `{"PipelineDefinition": "{\\n ${RULES.replaceAll('"', '\\"')}: [}"}`,
    'a.json:1:62 a value is missing',
  ],
  [
    'a text in YAML',
    'a.yaml',
    `DefinitionString: |\n  {\n    ${RULES}: [}\n  }\n`,
    'a.yaml:3:36 a value is missing',
  ],
  ['Python', 'a.py', 'x = 1\nProfilerReport(]\n', 'a.py:2:16 line 2: this is no Python'],
  ['a notebook', 'a.ipynb', '{"cells": [\n "ProfilerReport()",\n}', 'a.ipynb:3:1 line 3, column 1'],
  [
    'a code cell',
    'a.ipynb',
    notebookOf('a = 1', 'b = 2\nProfilerReport(]\n'),
    'a.ipynb:14:21 code cell 2, line 2',
  ],
  ['the end of a code cell', 'a.ipynb', notebookOf('ProfilerReport('), 'a.ipynb:6:20 code cell 1, line 1'],
];

test.each(BROKEN)('the place where a file cannot be read: %s', (_, file, text, row) => {
  const bytes = Buffer.from(text);
  const [found, ...more] = rowsOf(file, bytes, planFile(file, bytes));
  const [place = '', ...words] = row.split(' ');
  expect(found).toMatchObject({ verdict: 'refused', reason: 'syntax-error' });
  expect(found && showPlace(found)).toBe(place);
  expect(found?.detail).toContain(words.join(' '));
  expect(more).toEqual([]);
});

test('a file whose trouble is everywhere has no place', () => {
  const bytes = Buffer.from(`{${RULES}: []}`, 'utf16le');
  const [row] = rowsOf('a.json', bytes, planFile('a.json', bytes));
  expect(row).not.toHaveProperty('place');
});
