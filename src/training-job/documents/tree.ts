/** JSON and YAML as one kind of tree with places, so that requests are found and judged in one way. Data only. */

/** Where a value stands: code units of its document's text. */
interface Placed {
  readonly start: number;
  readonly end: number;
  /** A YAML tag such as `!Ref`; the plain `!!str` is none. */
  readonly tag?: string;
}

export interface ObjectTree extends Placed {
  readonly kind: 'object';
  readonly members: readonly Member[];
  /** True for braces, false for a YAML block. */
  readonly isFlow: boolean;
}

export interface StringTree extends Placed {
  readonly kind: 'string';
  readonly value: string;
}

export type Tree =
  | ObjectTree
  | (Placed & { readonly kind: 'array'; readonly items: readonly Tree[] })
  | StringTree
  | (Placed & { readonly kind: 'scalar'; readonly value: unknown })
  /** A YAML alias; `target` is undefined for one that names nothing, or what it stands in. */
  | (Placed & { readonly kind: 'alias'; readonly target: Tree | undefined });

export interface Member {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: Tree;
}

/** A whole text as trees; YAML may hold several documents. */
export interface Document {
  readonly text: string;
  readonly syntax: 'json' | 'yaml';
  readonly roots: readonly Tree[];
  /** What aliases name: an edit in there changes several places. */
  readonly shared: ReadonlySet<Tree>;
  /** Set for a document that is a string in another. */
  readonly parent?: { readonly document: Document; readonly string: StringTree };
}

/** Why a text is no document, for a person; `at` is the code unit of the text where it is none. */
export interface SyntaxProblem {
  readonly kind: 'syntax-error';
  readonly at: number;
  readonly detail: string;
}

/** What an alias names; an alias of nothing, and every other value, as it is. */
export const resolveAlias = (tree: Tree | undefined): Tree | undefined =>
  tree?.kind === 'alias' ? (tree.target ?? tree) : tree;

/**
 * The value of a member, its merged objects (`<<`) included; the last of several counts, as parsers have it. AWS's names
 * are found with a lower-case first letter as well, as Kubernetes writes them.
 */
export function memberOf(tree: Tree | undefined, name: string): Tree | undefined {
  const object = resolveAlias(tree);
  if (object?.kind !== 'object') return undefined;
  const lower = name.charAt(0).toLowerCase() + name.slice(1);
  const own = object.members.findLast(({ key }) => key === name || key === lower);
  if (own !== undefined) return own.value;
  return mergedIn(object)
    .map((merged) => memberOf(merged, name))
    .find((value) => value !== undefined);
}

/** The objects that `<<` merges into one. */
export const mergedIn = ({ members }: ObjectTree): readonly Tree[] =>
  members
    .filter(({ key }) => key === '<<')
    .map(({ value }) => (value.kind === 'alias' && value.target ? value.target : value))
    .flatMap((merged) => (merged.kind === 'array' ? merged.items : [merged]));

/** The text of a member that is a plain string. */
export function stringOf(tree: Tree | undefined, name: string): string | undefined {
  const value = resolveAlias(memberOf(tree, name));
  return value?.kind === 'string' ? value.value : undefined;
}

/** True when an object has a key twice: parsers do not agree on which one counts. */
export const hasDuplicateKeys = (tree: Tree): boolean =>
  tree.kind === 'object' && new Set(tree.members.map(({ key }) => key)).size < tree.members.length;

/** All values of two trees are equal, except where `isChanged` says that `before` may differ as it compares them. */
export function areEqual(
  before: Tree,
  after: Tree,
  compareChanged: (before: Tree, after: Tree) => boolean | undefined,
): boolean {
  const changed = compareChanged(before, after);
  if (changed !== undefined) return changed;
  if (before.tag !== after.tag) return false;
  const areAllEqual = (a: readonly Tree[], b: readonly Tree[]) =>
    a.length === b.length && a.every((item, index) => areEqual(item, b[index] as Tree, compareChanged));
  switch (before.kind) {
    case 'object':
      return (
        after.kind === 'object' &&
        before.members.every(({ key }, index) => after.members[index]?.key === key) &&
        areAllEqual(valuesOf(before), valuesOf(after))
      );
    case 'array':
      return after.kind === 'array' && areAllEqual(before.items, after.items);
    case 'string':
    case 'scalar':
      return after.kind === before.kind && Object.is(after.value, before.value);
    case 'alias':
      return after.kind === 'alias';
  }
}

const valuesOf = ({ members }: ObjectTree): readonly Tree[] => members.map(({ value }) => value);
