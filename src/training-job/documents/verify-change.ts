/** Holds an edited text against the plan: it reads as the same documents plus the parameter. */
import { type Change, PARAMETER } from './judge-request.ts';
import { parseJson } from './parse-json.ts';
import { parseYaml } from './parse-yaml.ts';
import {
  areEqual,
  type Document,
  memberOf,
  type ObjectTree,
  type SyntaxProblem,
  stringOf,
  type Tree,
} from './tree.ts';

/** A change and the document, perhaps one in a string, that it belongs to. */
export interface PlannedChange {
  readonly document: Document;
  readonly change: Change;
}

/** True when `edited` is `document` with all changes and nothing else. */
export function isAsPlanned(
  document: Document,
  changes: readonly PlannedChange[],
  edited: string,
  parse: (text: string) => Document | SyntaxProblem,
): boolean {
  const objects = new Map(changes.map(({ change }) => [change.object as Tree, change]));
  const nested = new Map<Tree, Document>();
  for (const { document: changed } of changes)
    for (let at = changed; at.parent !== undefined; at = at.parent.document) nested.set(at.parent.string, at);
  const compareDocuments = (before: Document, after: Document | SyntaxProblem): boolean =>
    !('kind' in after) &&
    before.roots.length === after.roots.length &&
    before.roots.every((root, index) => areEqual(root, after.roots[index] as Tree, compareChanged));
  const compareChanged = (before: Tree, after: Tree): boolean | undefined => {
    const change = objects.get(before);
    if (change !== undefined) return isChanged(change, after, compareChanged);
    const inner = nested.get(before);
    if (inner === undefined) return undefined;
    const reparse = inner.syntax === 'json' ? parseJson : parseYaml;
    return after.kind === 'string' && compareDocuments(inner, reparse(after.value));
  };
  return compareDocuments(document, parse(edited));
}

/** The object with the parameter, or with an object of the parameter alone, and otherwise as it was. */
function isChanged(
  { object, wrapper }: Change,
  after: Tree,
  compareChanged: (before: Tree, after: Tree) => boolean | undefined,
): boolean {
  if (after.kind !== 'object') return false;
  const name = wrapper ?? PARAMETER;
  const holder = wrapper === undefined ? after : memberOf(after, wrapper);
  const isAlone = wrapper === undefined || (holder?.kind === 'object' && holder.members.length === 1);
  const isAddedOnce = after.members.filter(({ key }) => key === name).length === 1;
  const without = (tree: ObjectTree): ObjectTree => ({
    ...tree,
    members: tree.members.filter(({ key }) => key !== name),
  });
  return (
    isAlone &&
    isAddedOnce &&
    stringOf(holder, PARAMETER) === 'True' &&
    areEqual(without(object), without(after), compareChanged)
  );
}
