import { describe, expect, test } from 'vitest';
import { writeNotebook } from '../support/notebook.ts';
import { planAndCheck } from '../support/plan-contract.ts';

const CALL = 'setup_profiler_report(arn)';
const cell = { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: [CALL] };
const good = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 4 };
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const goodText = JSON.stringify(good);

const patchable: readonly [title: string, bytes: Uint8Array][] = [
  ['499 deep in the outputs', json({ ...good, cells: [{ ...cell, outputs: nest(496) }] })],
  [
    'duplicate keys inside outputs',
    Buffer.from(goodText.replace('"outputs":[]', '"outputs":[{"a":1,"a":2}]')),
  ],
  [
    'escaped keys inside outputs',
    Buffer.from(
      goodText.replace('"outputs":[]', '"outputs":[{"\\u006eame":1,"data":{"te\\u0078t/plain":"x"}}]'),
    ),
  ],
  [
    'a lone surrogate in a markdown cell',
    json({ ...good, cells: [cell, { cell_type: 'markdown', metadata: {}, source: '\ud800' }] }),
  ],
  [
    'numbers and literals of every form',
    Buffer.from(goodText.replace('null', '[-0.5e+10,1E2,0,-1,true,false,null,{}]')),
  ],
  [
    'NaN and Infinity, which papermill writes',
    Buffer.from(
      goodText
        .replace('null', '[NaN,Infinity,-Infinity]')
        .replace('"metadata":{},"outputs":[]', '"metadata":{"x":NaN},"outputs":[{"data":{"y":-Infinity}}]'),
    ),
  ],
  ['a huge cell without the call', writeNotebook([CALL, '#'.repeat(300_000)])],
  [
    'a call split between two strings',
    json({ ...good, cells: [{ ...cell, source: ['setup_prof', 'iler_report(', 'arn', ')'] }] }),
  ],
  [
    'CRLF inside the source, a backslash before one',
    writeNotebook([`x = 1 + \\\r\n  2\r\n!ls \\\r\n -l\r\n${CALL}\r\n`]),
  ],
  [
    'a call split behind an escaped backslash and an n',
    json({ ...good, cells: [{ ...cell, source: ['x = "\\\\n', '"; setup_profiler_report(arn)'] }] }),
  ],
  ['no language named', json({ ...good, metadata: { kernelspec: { name: 'x' } } })],
  ['PySpark', json({ ...good, metadata: { language_info: { name: 'pyspark' } } })],
  ['metadata that is no object', json({ ...good, metadata: 1 })],
  ['white space before commas', Buffer.from(goodText.replaceAll(',', ' \n , '))],
  ['keys of one hash', Buffer.from(goodText.replaceAll('{"', '{"Aa":1,"BB":2,"'))],
  ['white space everywhere', Buffer.from(`\n ${JSON.stringify(good, null, 3)}\r\n\t `)],
];

function nest(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

describe('what is odd but certain is no obstacle', () => {
  test.each(patchable)('%s', (_title, bytes) => {
    expect(planAndCheck(bytes).verdict).toMatchObject({ kind: 'patchable' });
  });

  test('an expression over lines of nbformat 3 is taken out around the line feeds that must stay', () => {
    const lines = ['x = 1', 'setup_profiler_report(arn, opt_out=(False', '', '  or False))'];
    for (const end of ['', '\n']) {
      const input = (list: readonly string[]) => ({
        nbformat: 3,
        worksheets: [{ cells: [{ cell_type: 'code', input: list.map((line) => line + end) }] }],
      });
      const { after } = planAndCheck(json(input(lines)));
      const [first, ...rest] = JSON.parse(Buffer.from(after).toString()).worksheets[0].cells[0].input;
      expect(first).toBe(`x = 1${end}`);
      expect(rest).toEqual(['setup_profiler_report(arn, opt_out=True', '', `)${end}`]);
      const { after: shorter } = planAndCheck(json(input(lines.slice(1))));
      expect(JSON.parse(Buffer.from(shorter).toString()).worksheets[0].cells[0].input).toEqual([
        `setup_profiler_report(arn, opt_out=True${end}`,
        '',
        `)${end}`,
      ]);
    }
  });

  test('an expression that two strings of the source share is taken out of both', () => {
    const source = ['setup_profiler_report(arn, opt_out=(False\n', '  or False))'];
    const { after } = planAndCheck(json({ ...good, cells: [{ ...cell, source }] }));
    expect(JSON.parse(Buffer.from(after).toString()).cells[0].source).toEqual([
      'setup_profiler_report(arn, opt_out=True',
      ')',
    ]);
  });

  test('edits name the code cell from 1, other cells not counted', () => {
    const { verdict } = planAndCheck(writeNotebook(['x = 1', '%%bash\nls', `${CALL}; ${CALL}`]));
    expect(verdict.kind === 'patchable' && verdict.edits.map(({ cell }) => cell)).toEqual([3, 3]);
  });

  test('the processing job ARN is the one that is set last', () => {
    const arn = 'arn:aws:sagemaker:us-east-1:123456789012:processing-job/job-ProfilerReport-1';
    const cells = ['processing_job_arn = ""', `# Parameters\nprocessing_job_arn = "${arn}"\n`, CALL];
    expect(planAndCheck(writeNotebook(cells)).verdict).toMatchObject({ processingJobArn: arn });
    expect(planAndCheck(writeNotebook([CALL])).verdict).not.toHaveProperty('processingJobArn');
  });
});

test.each([
  ['lines of their own', ['# Parameters\n', 'processing_job_arn = "arn:aws:x"\n']],
  ['one string in a list', ['# Parameters\nprocessing_job_arn = "arn:aws:x"\n']],
  ['one string', '# Parameters\nprocessing_job_arn = "arn:aws:x"\n'],
  ['a line cut in two', ['# Parameters\n', 'processing_', 'job_arn = "arn:aws:x"']],
  ['escaped letters', ['# Param\u00e9ters\n', 'processing_job_arn = "arn:aws:x"']],
])('the ARN of the processing job is found in %s', (_, source) => {
  expect(planAndCheck(json({ ...good, cells: [{ ...cell, source }, cell] })).verdict).toMatchObject({
    kind: 'patchable',
    processingJobArn: 'arn:aws:x',
  });
});
