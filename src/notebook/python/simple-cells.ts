/**
 * Cells that need no parser: those that hold nothing but plain imports, and the call as every report has it. All other
 * cells go through the thorough reading, which gives the same answers for these.
 */

import type { ImportBinding } from '../../python/imports.ts';
import type { SetupCall } from './call-arguments.ts';
import { SETUP_FUNCTION } from './setup-function.ts';

/** The effect of a simple cell: it binds names, or it calls the function. */
export interface SimpleCell {
  readonly bindings: readonly ImportBinding[];
  readonly calls: readonly SetupCall[];
}

const CALL = `${SETUP_FUNCTION}(processing_job_arn)`;
const OPTED_OUT_CALL = `${SETUP_FUNCTION}(processing_job_arn, opt_out=True)`;
const OPTED_OUT: SimpleCell = { bindings: [], calls: [{ kind: 'opted-out' }] };
const AFTER_ARGUMENT = CALL.length - 1;
const REPORTING: SimpleCell = {
  bindings: [],
  calls: [{ kind: 'edit', edit: { from: AFTER_ARGUMENT, to: AFTER_ARGUMENT, insert: ', opt_out=True' } }],
};
const NAME = '[A-Za-z_]\\w*';
const MODULE = `${NAME}(?:\\.${NAME})*`;
const listOf = (item: string): string => `(${item}(?: as ${NAME})?(?:, ${item}(?: as ${NAME})?)*)`;
const IMPORT = new RegExp(`^(?:import ${listOf(MODULE)}|from (\\.*${MODULE}) import ${listOf(NAME)})$`);

/** No name may be one. Source: Python language reference, "Keywords". */
const KEYWORD =
  /\b(?:False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)\b/;

/** The effect of a cell, or undefined when only a parser can find it. */
export function readSimpleCell(text: string): SimpleCell | undefined {
  const code = text.trimEnd();
  if (code === CALL) return REPORTING;
  if (code === OPTED_OUT_CALL) return OPTED_OUT;
  if (!code.startsWith('import ') && !code.startsWith('from ')) return undefined;
  const bindings: ImportBinding[] = [];
  for (const line of code.split('\n')) {
    if (line === '') continue;
    const [, modules, module, members] = IMPORT.exec(line) ?? [];
    const names = modules ?? members;
    if (names === undefined || KEYWORD.test(`${module} ${names.replaceAll(' as ', ' ')}`)) return undefined;
    for (const written of names.split(', ')) bindings.push(bindingOf(module, written));
  }
  return { bindings, calls: [] };
}

function bindingOf(module: string | undefined, written: string): ImportBinding {
  const [path = '', alias] = written.split(' as ');
  if (module !== undefined) return { name: alias ?? path, target: `${module}.${path}` };
  const [first = ''] = path.split('.');
  return alias === undefined ? { name: first, target: first } : { name: alias, target: path };
}
