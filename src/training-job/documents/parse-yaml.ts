/** YAML, also of several documents, to trees; the package `yaml` reads it. Tags such as `!Ref` are kept, aliases too. */
import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
} from 'yaml';
import type { Document, Member, SyntaxProblem, Tree } from './tree.ts';

/** The text as a document, or what is wrong with it. @throws RangeError when it is nested too deep */
export function parseYaml(text: string): Document | SyntaxProblem {
  const documents = [
    ...parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent', prettyErrors: false }),
  ];
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error?.code === 'RESOURCE_EXHAUSTION') throw new RangeError(error.message);
  if (error !== undefined) {
    return { kind: 'syntax-error', at: error.pos[0], detail: `not valid YAML: ${error.message}` };
  }
  const shared = new Set<Tree>();
  const roots = documents.map(({ contents }) => new TreeMaker(shared).treeOf(contents as Node));
  return { text, syntax: 'yaml', roots, shared };
}

/** Makes the trees of one document. */
class TreeMaker {
  /** What a name stands for now: YAML allows to give it again. */
  readonly #anchors = new Map<string, Tree>();
  readonly #shared: Set<Tree>;

  constructor(shared: Set<Tree>) {
    this.#shared = shared;
  }

  treeOf(node: Node): Tree {
    const anchor = isAlias(node) ? undefined : (node as { anchor?: string }).anchor;
    if (anchor === undefined) return this.#read(node);
    // An alias inside of what it names has no value.
    this.#anchors.delete(anchor);
    const tree = this.#read(node);
    this.#anchors.set(anchor, tree);
    return tree;
  }

  #read(node: Node): Tree {
    const [start, end] = node.range as [number, number, number];
    const isOwnTag = node.tag !== undefined && node.tag !== 'tag:yaml.org,2002:str';
    const place = { start, end, ...(isOwnTag ? { tag: node.tag as string } : {}) };
    if (isAlias(node)) return { ...place, kind: 'alias', target: this.#targetOf(node) };
    if (isMap<Node, Node | null>(node)) {
      const members = node.items.map((pair) => this.#memberOf(pair));
      return { ...place, kind: 'object', isFlow: node.flow === true, members };
    }
    if (isSeq<Node>(node))
      return { ...place, kind: 'array', items: node.items.map((item) => this.treeOf(item)) };
    const { value } = node as Scalar;
    return typeof value === 'string'
      ? { ...place, kind: 'string', value }
      : { ...place, kind: 'scalar', value };
  }

  /** A value may be left out; a key then is an empty one. */
  #memberOf({ key, value }: Pair<Node, Node | null>): Member {
    const [keyStart, keyEnd] = key.range as [number, number, number];
    const nothing: Tree = { kind: 'scalar', value: null, start: keyEnd, end: keyEnd };
    return {
      key: isScalar(key) ? String(key.value) : '',
      keyStart,
      keyEnd,
      value: value === null ? nothing : this.treeOf(value),
    };
  }

  #targetOf({ source }: Alias): Tree | undefined {
    const target = this.#anchors.get(source);
    if (target !== undefined) this.#shared.add(target);
    return target;
  }
}
