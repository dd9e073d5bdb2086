/** The verdict of a rule or a request of a Python file, in edits of its text. */
import type { TextEdit } from '../../text/text-edit.ts';
import type { RequestRefusal } from '../finding.ts';
import type { PythonUnit } from './python-unit.ts';

/** A text edit in one unit. */
export interface UnitEdit extends TextEdit {
  readonly unit: PythonUnit;
}

/** The verdict of a rule or a request, in text edits. */
export type Judged =
  | { readonly kind: 'in-force' | 'no-rule'; readonly detail: string }
  | { readonly kind: 'absent'; readonly detail: string; readonly edits: readonly UnitEdit[] }
  | { readonly kind: 'refused'; readonly reason: RequestRefusal; readonly detail: string };

/** The verdict that nothing is edited; `detail` begins with the place. */
export const refuse = (reason: RequestRefusal, detail: string): Judged => ({
  kind: 'refused',
  reason,
  detail,
});
