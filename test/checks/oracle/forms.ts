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

const PREFIXES = ['', 'r', 'U', 'b', 'Rb', 'f', 'F', 'rf', 'fR', 'Rf', 'FR', 'f', 'rf', 't', 'rT'];
const QUOTES = ['"', "'", '"""', "'''"];
const TEXTS = [
  'a',
  ' ',
  '\\',
  '\\\\',
  '\\n',
  '\\{',
  '\\}',
  '{{',
  '}}',
  '{',
  '}',
  '\\N{BULLET}',
  '\\N',
  '\\x41',
  '\\"',
  "\\'",
  '#',
  '(',
  ')',
  '!',
  '%',
  ':',
  '\\\n',
  '\\\r\n',
  '\\\r',
  '\n',
  '"',
  "'",
  'é',
  '!ls',
  '{flag}',
  '{flag!r:>{5}}',
  '{ {1: 2}[1] }',
  '{(lambda: 3)()}',
  '{flag:\\n}',
  '{flag # why\n}',
  '{flag:{"<"}5}',
  `${NAME}(`,
  `${NAME} `,
];

/** A string literal of any prefix, quotes and content, with the call in a field, in a nested string, or as text. */
function stringWith(call: string, depth = 0): string {
  const quote = pick(QUOTES);
  const inner = () => (depth < 2 && random() < 0.3 ? stringWith(call, depth + 1) : call);
  const piece = (): string => {
    const kind = random();
    if (kind < 0.6) return pick(TEXTS);
    const field = `${maybe('{{', 0.1)}{${maybe(' ')}${inner()}${maybe('=', 0.05)}${maybe('!r')}${maybe(pick([':>9', ':{8}', `:{${call} or 7}`, ':{{1}}']))}}`;
    return kind < 0.95 ? field : call;
  };
  const body = Array.from({ length: 1 + Math.floor(random() * 4) }, piece).join('');
  return `${pick(PREFIXES)}${quote}${body}${quote}`;
}

const STRING_WRAPPERS: readonly ((string: string) => string)[] = [
  (string) => `print(${string})`,
  (string) => `x = ${string}`,
  (string) => `note(${string}, )`,
  (string) => string,
  (string) => `note((${string}) ${string})`,
  (string) => `x = [${string},\n %time\n  ]`,
  (string) => `note(1); x = ${string}; note(2)`,
  (string) => `%time ${string}`,
  (string) => `s = "run \\\r\n!echo " + str(${string})`,
  (string) => `s = r'\\\r%time ' + str(${string}) # \r\n`,
];

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
  () => 'import textwrap\nexec(textwrap.dedent("""\n    setup_profiler_report(arn)\n"""))',
  () => 'exec("setup_profiler_report({!r})".format(arn))',
  () => 'eval("setup_profiler_report(arn)" if arn else "1")',
  () => 'globals().get("setup_profiler_report", print)(arn)',
  () => 'globals().__getitem__("setup_profiler_report")(arn)',
  () => 'name = "setup_profiler_report"\nglobals()[name](arn)',
  () => 'code = "setup_profiler_report(arn)"\nexec(code)',
  () => 'code = "\\nsetup_profiler_report (arn)"\nexec(code)',
  () => 'code = """\nfrom smdebug.core.utils import setup_profiler_report as f\nf(arn)"""\nexec(code)',
  () => 'code = "f = setup_profiler_report;" + "f(arn)"\nexec(code)',
  () => 'import timeit\ntimeit.timeit("setup_profiler_report(arn)", number=1, globals=globals())',
  () => 'import ast\nexec(compile(ast.parse("setup_profiler_report(arn)"), "x", "exec"))',
  () => 'import pydoc\nx = pydoc.locate("smdebug.core.utils.setup_profiler_report")\nx and x(arn)',
  () => 'print("setup_profiler_report(%s)" % arn, ["setup_profiler_report"])',
  () => 'import logging\nlogging.debug("setup_profiler_report(%s)", arn)',
  () => 'def f():\n    """setup_profiler_report(arn)"""\n    "setup_profiler_report"\nf()',
  (callee) => `%%script --bg python3 -u\n${callee}(arn)`,
  (callee) => `%%python3\n${callee}(arn)`,
  (callee) => `h = ${callee}\nh(arn)`,
  (callee) => `list(map(${callee}, [arn]))`,
  (callee) => `from functools import partial\npartial(${callee}, arn)()`,
  () => `globals()["setup_profiler_report"](arn)`,
  () => `eval("setup_profiler_report(arn)")`,
  () => `def setup_profiler_report(a, opt_out=False): note(a)\nsetup_profiler_report(arn)`,
  () => `getattr(__import__("smdebug.core.utils").core.utils, "setup_profiler_report")(arn)`,
  (callee) => `@${callee.replaceAll(/[()]/g, '')}\ndef decorated(): pass`,
];

/** Now and then with the line ends of Windows, or of the first Macintosh. */
const withLineBreaks = (text: string): string =>
  random() < 0.7 ? text : text.replaceAll(/\r\n?|\n/g, pick(['\r\n', '\r']));

for (let form = 0; form < count; form += 1) {
  const [statement, callees] = pick(IMPORTS);
  const calls = Array.from({ length: random() < 0.3 ? 2 : 1 }, () =>
    random() < 0.1
      ? pick(ODD)(pick(callees))
      : random() < 0.5
        ? pick(BEFORE) +
          withLineBreaks(pick(STRING_WRAPPERS)(stringWith(oneLine(`${pick(callees)}${argumentList()}`))))
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
