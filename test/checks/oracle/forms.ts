/** Writes random notebooks that call the setup function in every way, with their verdicts, one JSON object a line. */

import { applyEdits } from '../../../src/bytes/edit.ts';
import { planNotebook } from '../../../src/notebook/plan.ts';
import { NOTEBOOK_STYLES, readSources, writeNotebook } from '../../support/notebook.ts';
import { randomOf } from '../../support/reports/random.ts';

const count = Number(process.argv[2] ?? 3000);
const random = randomOf(Number(process.argv[3] ?? 1));
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
const maybe = (text: string, chance = 0.3): string => (random() < chance ? text : '');

const NAME = 'setup_profiler_report';
const IMPORTS: readonly (readonly [statement: string, callees: readonly string[]])[] = [
  [`from smdebug.core.utils import ${NAME}`, [NAME, NAME, `(${NAME})`]],
  [`from smdebug.core.utils import ${NAME} as spr`, ['spr', '(spr)', '((spr))']],
  [`from smdebug.core.utils import (${NAME} as spr,\n  ${NAME})`, ['spr', NAME]],
  [
    'import smdebug.core.utils',
    [`smdebug.core.utils.${NAME}`, `(smdebug.core.utils).${NAME}`, `smdebug . core.utils .${NAME}`],
  ],
  ['import smdebug.core.utils as u', [`u.${NAME}`, `(u.${NAME})`]],
  ['from smdebug.core import utils', [`utils.${NAME}`, `[utils][0].${NAME}`]],
  ['from smdebug.core.utils import *', [NAME]],
  [`try:\n    from smdebug.core.utils import ${NAME}\nexcept ImportError:\n    pass`, [NAME]],
];
const ARNS = [
  'arn',
  '"arn:1"',
  "'arn:' 'two'",
  'note("arn:3")',
  'str(note(4))',
  'f"{arn}:5"',
  '(lambda: arn)()',
  'arn if flag else "z"',
  '[arn][0]',
  '{"k": arn}["k"]',
  '""',
  'x1 := "arn:6"',
  '("arn:7")',
  'arn + "(,)"',
  '"""arn\n8"""',
  'max(a for a in [arn, "b"])',
  'note(arn)or None',
  'arn[0:3]',
  '-1 and arn',
  'not arn or arn',
  "'#' + arn",
  'b"9".decode()',
  'r"\\a" + arn',
  '*[arn]',
  '**{"processing_job_arn": arn}',
];
const OPT_OUTS = [
  'True',
  'False',
  'None',
  '0',
  '1',
  'flag',
  'not flag',
  '(True)',
  '(False)',
  '"True"',
  'flag or False',
  'flag == True',
  'lambda: 1',
  'True and True',
  '[True][0]',
];
const SPACES = ['', '', '', ' ', '\n  ', ' # why (not)\n ', '\t'];
const space = () => pick(SPACES);

function argumentList(): string {
  const arn = pick(ARNS);
  const isStarred = arn.startsWith('*');
  const first =
    isStarred || random() < 0.7 || arn.includes(':=')
      ? arn
      : `processing_job_arn${maybe(' ')}=${maybe(' ')}${arn}`;
  const isKeyword = first.startsWith('processing_job_arn') || isStarred;
  const optOut = pick(OPT_OUTS);
  const second =
    random() < 0.5
      ? []
      : [isKeyword || random() < 0.6 ? `opt_out${maybe(' ')}=${maybe(' ')}${optOut}` : optOut];
  const args = random() < 0.04 ? [] : [first, ...second];
  if (args.length === 2 && isKeyword && !isStarred && random() < 0.3) args.reverse();
  const written = args.map((argument) => `${space()}${argument}${space()}`).join(',');
  return `(${written}${args.length > 0 ? maybe(',') : ''}${space()})`;
}

const oneLine = (text: string): string => text.replace(/ #[^\n]*\n/g, '').replace(/\s*\n\s*/g, ' ');
const indent = (text: string): string => text.replaceAll('\n', '\n    ');

const WRAPPERS: readonly ((call: string) => string)[] = [
  (call) => call,
  (call) => call,
  (call) => `result = ${call}`,
  (call) => `print(${call}, "done")`,
  (call) => `for i in range(2):\n    ${indent(call)}\n    note(i)`,
  (call) => `def run(a):\n    return ${indent(call)}\nrun(1); run(2)`,
  (call) => `if flag is False:\n    ${indent(call)}\nelse:\n    pass`,
  (call) => `try:\n    ${indent(call)}\nfinally:\n    note("end")`,
  (call) => `note(1); ${call}; note(2)`,
  (call) => `[${call} for _ in range(2)]`,
  (call) => `(lambda: ${call})()`,
  (call) => `print(f"{${oneLine(call).replaceAll('"', "'")}!r:>8}")`,
  (call) => `assert ${call} is None, "x"`,
  (call) => `%time ${oneLine(call)}`,
  (call) => `t = %time ${oneLine(call)}`,
  (call) => `%timeit -n 1 -r 1 ${oneLine(call)}`,
  (call) => `%%time\n${call}`,
  (call) => `%%capture out\n\n%%time\n${call}`,
  (call) => `%%timeit ${oneLine(call)}\nnote("body")`,
  (call) => `%%bash\n${call}`,
  (call) => `  ${call}\n  note("indented")`,
  (call) => `class A:\n    b = ${indent(call)}`,
  (call) => `while True:\n    ${indent(call)}\n    break`,
  (call) => `x = [0]\nx[${call} or 0] = 1`,
  (call) => `!echo ${oneLine(call)}`,
  (call) => `"""\n${call.replaceAll('"""', '')}\n"""`,
  (call) => `# ${oneLine(call)}`,
  (call) => `(yes := ${call})`,
  (call) => `del ([${call}][0:])[0]\n`,
  (call) => `files = !ls\n${call}`,
  (call) => `>>> ${oneLine(call)}`,
];
const BEFORE = [
  '',
  '',
  '',
  '%matplotlib inline\n',
  '!pip list\n',
  '# setup_profiler_report(arn)\n',
  'note("setup_profiler_report(arn)")\n',
  'arn?\n',
  'z = """\n%time x\n"""\n',
  'import os, json\n',
];
const ODD: readonly ((callee: string) => string)[] = [
  (callee) => `h = ${callee}\nh(arn)`,
  (callee) => `list(map(${callee}, [arn]))`,
  (callee) => `from functools import partial\npartial(${callee}, arn)()`,
  () => `globals()["setup_profiler_report"](arn)`,
  () => `eval("setup_profiler_report(arn)")`,
  () => `def setup_profiler_report(a, opt_out=False): note(a)\nsetup_profiler_report(arn)`,
  () => `getattr(__import__("smdebug.core.utils").core.utils, "setup_profiler_report")(arn)`,
  (callee) => `@${callee.replaceAll(/[()]/g, '')}\ndef decorated(): pass`,
];

for (let form = 0; form < count; form += 1) {
  const [statement, callees] = pick(IMPORTS);
  const calls = Array.from({ length: random() < 0.3 ? 2 : 1 }, () =>
    random() < 0.06
      ? pick(ODD)(pick(callees))
      : pick(BEFORE) + pick(WRAPPERS)(`${pick(callees)}${maybe(' ', 0.1)}${argumentList()}`),
  );
  const cells = [statement, 'arn = "arn:aws"\nflag = False', ...calls];
  const bytes = writeNotebook(cells, pick(NOTEBOOK_STYLES));
  const verdict = planNotebook(bytes);
  const after = verdict.kind === 'patchable' ? readSources(applyEdits(bytes, verdict.edits)) : null;
  console.log(
    JSON.stringify({
      cells,
      verdict: verdict.kind,
      reason: verdict.kind === 'refused' ? verdict.detail : undefined,
      after,
    }),
  );
}
