/** Cells whose lines end as Windows or the first Macintosh end them: CPython makes line feeds of both. */
import { expect, test } from 'vitest';
import { unifyLineBreaks } from '../../src/python/line-breaks.ts';
import { readSources, writeNotebook } from '../support/notebook.ts';
import { planAndCheck } from '../support/plan-contract.ts';

const CALL = 'setup_profiler_report(arn)';
const OPTED_OUT = 'setup_profiler_report(arn, opt_out=True)';

test.each<[text: string, unified: string]>([
  ['a\nb', 'a\nb'],
  ['a\r\nb\rc\r', 'a \nb\nc\n'],
  ['a\\\r\nb', 'a \\\nb'],
  ['a\\\\\r\nb', 'a\\\\ \nb'],
  ['a\\\\\\\r\nb', 'a\\\\ \\\nb'],
  ['a\\\rb', 'a\\\nb'],
  ['\\\r\n\\\r\n', ' \\\n \\\n'],
])('%j is read as %j', (text, unified) => {
  expect(unifyLineBreaks(text)).toBe(unified);
});

const LINE_BREAKS = ['\n', '\r\n', '\r'];

test.each([
  `s = "run \\@!echo " + str(${CALL})`,
  `s = 'run \\\\\\@%time ' + str(${CALL})`,
  `t = rb'a\\@%time b'; ${CALL}`,
  `u = f"\\@!ls {${CALL}}"`,
  `v = """@!ls@"""; ${CALL}`,
  `w = f'''\\@%time {${CALL}}@'''`,
  `x = 1 + \\@  ${CALL}`,
  `y = 1 # \\@${CALL}`,
  `%time ${CALL}@${CALL}`,
  `%%time@${CALL}`,
  `!ls@${CALL}`,
  `(1@% ${CALL})`,
])('%j is edited with every kind of line break for @', (source) => {
  for (const lineBreak of LINE_BREAKS) {
    const cell = source.replaceAll('@', lineBreak);
    const { verdict, after } = planAndCheck(writeNotebook([cell]));
    expect(verdict.kind).toBe('patchable');
    expect(readSources(after)).toEqual([cell.replaceAll(CALL, OPTED_OUT)]);
  }
});

test.each([`print("${CALL}\\@!echo ${CALL}")`, `# ${CALL}@x = 1`, `print('''@${CALL}@''')`])(
  '%j has no call with any line break for @',
  (source) => {
    for (const lineBreak of LINE_BREAKS)
      expect(planAndCheck(writeNotebook([source.replaceAll('@', lineBreak)])).verdict.kind).toBe(
        'no-setup-call',
      );
  },
);

test('a shell line that the line break of Windows continues for some readers only is refused', () => {
  expect(planAndCheck(writeNotebook([`!ls \\\r\n${CALL}`])).verdict).toMatchObject({
    reason: 'unknown-magic',
  });
  expect(planAndCheck(writeNotebook([`!ls \\\n${CALL}`])).verdict.kind).toBe('no-setup-call');
});
