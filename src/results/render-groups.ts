/** Groups of results as text for people: the count, the meaning, the next command, and the first rows. Rendering only. */
import stringWidth from 'string-width';
import type { AuditRecord } from '../audit/record/schema.ts';
import { describeInGroup, showKey } from './describe-record.ts';
import type { ClearOutputs, NextStep } from './group-kinds.ts';
import { renderCount } from './quantity.ts';
import type { ResultGroup } from './result-groups.ts';
import { wrap } from './wrap.ts';

/** How groups are rendered. */
export interface GroupView {
  /** The width to fit into, undefined where no terminal reads. */
  readonly columns: number | undefined;
  /** The command line of a next step. */
  readonly showNext: (step: NextStep | ClearOutputs) => string;
}

const ROW_INDENT = '    ';
const DETAILS_INDENT = '      ';

/** Each group with its first rows, and a note on those that are left out. */
export const renderGroups = (groups: readonly ResultGroup[], view: GroupView): string =>
  groups.map((group) => `${renderHead(group, view)}${renderGroupRows(group, view)}\n`).join('');

/** The groups that need somebody, without rows. */
export const renderGroupHeads = (groups: readonly ResultGroup[], view: GroupView): string =>
  groups
    .filter(({ meaning }) => meaning.needsAttention)
    .map((group) => renderHead(group, view))
    .join('');

/** A command is never broken: it has to work when it is copied. */
function renderHead({ kind, meaning, count }: ResultGroup, { columns, showNext }: GroupView): string {
  const name = kind.reason === undefined ? kind.outcome : `${kind.outcome} (${kind.reason})`;
  const head = `${renderCount(count)} ${name}: ${meaning.sentence}`;
  const next = meaning.next === undefined ? '' : `  Next: ${showNext(meaning.next)}\n`;
  return `${columns === undefined ? head : wrap(head, columns, 'words')}\n${next}`;
}

function renderGroupRows({ records, count }: ResultGroup, { columns }: GroupView): string {
  const rows = records.map((record) => renderRow(record, columns)).join('');
  const more = count - records.length;
  return more === 0 ? rows : `${rows}${ROW_INDENT}and ${renderCount(more)} more; --all shows every row\n`;
}

/** Key and details on one line where they fit, or where no terminal reads; else below each other. */
function renderRow(record: AuditRecord, columns = Number.POSITIVE_INFINITY): string {
  const key = showKey(record.object.key, columns - ROW_INDENT.length);
  const details = describeInGroup(record);
  const line = `${ROW_INDENT}${key}  ${details}`.trimEnd();
  if (stringWidth(line) <= columns) return `${line}\n`;
  return (
    indent(wrap(key, columns - ROW_INDENT.length, 'folders'), ROW_INDENT) +
    indent(wrap(details, columns - DETAILS_INDENT.length, 'words'), DETAILS_INDENT)
  );
}

const indent = (text: string, by: string): string =>
  text === '' ? '' : text.replaceAll(/^/gm, by).concat('\n');
