/** Option 1 in notebooks: every case as a cell, however the notebook is written, and notebooks that are odd. */
import { describe, expect, test } from 'vitest';
import { planNotebookFile } from '../../../src/training-job/python/plan-notebook-file.ts';
import { NOTEBOOK_STYLES, readSources, writeNotebook } from '../../support/notebook.ts';
import { readOptionOneCases } from '../../support/option-one/cases.ts';
import { describePlan, planAndApply } from '../../support/option-one/contract.ts';

const plan = (bytes: Uint8Array) => planAndApply(planNotebookFile, bytes);
const [style] = NOTEBOOK_STYLES;
const RULE = 'rule = ProfilerRule.sagemaker(rule_configs.ProfilerReport())';
const REQUEST = '[{"RuleConfigurationName": "r", "RuleParameters": {"rule_to_invoke": "ProfilerReport"}}]';
const LINE = 'rule.rule_parameters["opt_out_telemetry"] = "True"';
const NAMED = 'rule = ProfilerRule.sagemaker(rule_configs.ProfilerReport(), name="[a, b")';
const notebookOf = (cells: readonly string[]) => writeNotebook(cells, style);

test.each(readOptionOneCases())('$title', ({ source, verdicts, after }) => {
  for (const written of NOTEBOOK_STYLES) {
    const bytes = writeNotebook(['import sagemaker', source], written);
    const planned = plan(bytes);
    expect(describePlan(planned.plan, () => 0).replaceAll(/\b0 /g, '')).toBe(
      verdicts.replaceAll(/\b\d+ /g, ''),
    );
    // In lists of nbformat 3 line feeds inside an argument that goes must stay.
    const codeOf = (text: string | undefined) => text?.replaceAll(/\s+/g, '');
    expect(codeOf(readSources(planned.after)[1])).toBe(codeOf(after ?? source));
  }
});

describe('the layout of a list of lines', () => {
  const notebook = (source: string) =>
    Buffer.from(
      `{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null, "source": ${source}}], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}`,
    );
  test.each([
    [
      '[\n  "x = 1\\n",\n  "RULE\\n",\n  "y = 2"\n ]',
      '[\n  "x = 1\\n",\n  "RULE\\n",\n  "LINE\\n",\n  "y = 2"\n ]',
    ],
    ['[\n  "RULE"\n ]', '[\n  "RULE\\n",\n  "LINE"\n ]'],
    ['["x = 1\\n", "RULE"]', '["x = 1\\n", "RULE\\n", "LINE"]'],
    ['[\n  "NAMED"\n ]', '[\n  "NAMED\\n",\n  "LINE"\n ]'],
    ['["x = \\",]\\"\\n" ,\n\t"NAMED"\n]', '["x = \\",]\\"\\n" ,\n\t"NAMED\\n",\n\t"LINE"\n]'],
    ['"NAMED"', '"NAMED\\nLINE"'],
  ])('%s', (source, expected) => {
    const fill = (text: string) =>
      notebook(
        Object.entries({ RULE, LINE, NAMED }).reduce(
          (filled, [name, code]) => filled.replaceAll(name, JSON.stringify(code).slice(1, -1)),
          text,
        ),
      );
    expect(Buffer.from(plan(fill(source)).after).toString()).toBe(fill(expected).toString());
  });
});

test('a rule of one cell is set in another, under its own imports', () => {
  const cells = [
    '%%time\nfrom sagemaker.debugger import *',
    '!pip install sagemaker==2.35.0',
    RULE,
    'rule.rule_parameters["opt_out_telemetry"] = True',
  ];
  expect(plan(notebookOf(cells)).plan).toMatchObject({
    findings: [{ cell: 3, verdict: { kind: 'in-force' } }],
  });
});

test('an expression at the very start of a cell is wrapped there', () => {
  const { after } = plan(notebookOf(['rule_configs.ProfilerReport()']));
  expect(readSources(after)).toEqual([
    '(lambda report: report.rule_parameters.update(opt_out_telemetry="True") or report)(rule_configs.ProfilerReport())',
  ]);
});

const inLanguage = (name: string) => {
  const notebook = JSON.parse(notebookOf([RULE]).toString());
  return Buffer.from(JSON.stringify({ ...notebook, metadata: { language_info: { name } } }));
};

describe('notebooks that are not read', () => {
  test.each([
    ['nothing of it', notebookOf(['x = 1']), 'no-training-job'],
    [
      'nothing of it but in outputs',
      Buffer.from(
        notebookOf(['x = 1']).toString().replace('"metadata"', '"note": "ProfilerReport", "metadata"'),
      ),
      'no-training-job',
    ],
    ['a mention that is no rule', notebookOf(['x = "ProfilerReport"']), 'no-training-job'],
    ['cut off', notebookOf([RULE]).subarray(0, -5), 'refused syntax-error'],
    ['UTF-16', Buffer.from(`\ufeff${notebookOf([RULE])}`, 'utf16le'), 'refused not-utf-8'],
    ['no UTF-8', Buffer.concat([Buffer.from([0xff]), notebookOf([RULE])]), 'refused not-utf-8'],
    [
      'nothing but a broken cell of something else',
      notebookOf(['if (  # import sagemaker Estimator']),
      'no-training-job',
    ],
    ['a broken cell', notebookOf([`${RULE}\nif (`]), 'refused syntax-error'],
    ['a file that a cell writes', notebookOf([`%%writefile job.py\n${RULE}`]), 'refused dynamic'],
    ['a request that a cell writes', notebookOf([`%%writefile job.json\n${REQUEST}`]), 'refused dynamic'],
    [
      'an opted-out request that a cell writes',
      notebookOf([`%%writefile job.json\n${REQUEST.replace('}', ', "opt_out_telemetry": "True"}')}`]),
      'no-training-job',
    ],
    [
      'more brackets than Python takes',
      notebookOf([`${RULE}\nx = ${'('.repeat(300)}${')'.repeat(300)}`]),
      'refused nested-too-deep',
    ],
    ['a cell too large', notebookOf([`${RULE}\n${'# x\n'.repeat(70_000)}`]), 'refused too-large'],
    ['a language that is not known', inLanguage('klingon'), 'refused unknown-language'],
  ])('%s', (_, bytes, expected) => {
    expect(describePlan(plan(bytes).plan, () => 0)).toBe(expected);
  });

  test('a file that reaches the limit', () => {
    const large = Buffer.alloc(64 * 1024 * 1024, 'ProfilerReport\n');
    expect(planNotebookFile(large)).toMatchObject({ kind: 'refused', reason: 'too-large' });
  });

  test('a broken cell that has nothing to do with it is no obstacle', () => {
    expect(plan(notebookOf(['if (', RULE])).plan).toMatchObject({
      findings: [{ cell: 2, verdict: { kind: 'absent' } }],
    });
  });
});
