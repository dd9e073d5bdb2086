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
  type Document as YamlDocument,
} from 'yaml';
import type { Document, Member, SyntaxProblem, Tree } from './tree.ts';

/** The text as a document, or what is wrong with it. @throws RangeError when it is nested too deep */
export function parseYaml(text: string): Document | SyntaxProblem {
  const documents = [
    ...parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent', prettyErrors: false }),
  ];
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error !== undefined) {
    const line = text.slice(0, error.pos[0]).split('\n').length;
    return { kind: 'syntax-error', detail: `not valid YAML: ${error.message} (line ${line})` };
  }
  const shared = new Set<Tree>();
  const roots = documents.flatMap((document) => {
    const { contents } = document as YamlDocument;
    return contents === null ? [] : [new TreeMaker(document as YamlDocument, shared).treeOf(contents)];
  });
  return { text, syntax: 'yaml', roots, shared };
}

class TreeMaker {
  readonly #trees = new Map<Node, Tree>();
  readonly #document: YamlDocument;
  readonly #shared: Set<Tree>;

  constructor(document: YamlDocument, shared: Set<Tree>) {
    this.#document = document;
    this.#shared = shared;
  }

  treeOf(node: Node): Tree {
    const tree = this.#read(node);
    this.#trees.set(node, tree);
    return tree;
  }

  #read(node: Node): Tree {
    const [start, end] = node.range as [number, number, number];
    const isOwnTag = node.tag !== undefined && node.tag !== 'tag:yaml.org,2002:str';
    const place = { start, end, ...(isOwnTag ? { tag: node.tag as string } : {}) };
    if (isAlias(node)) return { ...place, kind: 'alias', target: this.#targetOf(node) };
    if (isMap<Node, Node | null>(node)) {
      const members = node.items.map((pair) => this.#memberOf(pair, end));
      return { ...place, kind: 'object', isFlow: node.flow === true, members };
    }
    if (isSeq<Node>(node))
      return { ...place, kind: 'array', items: node.items.map((item) => this.treeOf(item)) };
    const value = isScalar(node) ? node.value : undefined;
    return typeof value === 'string'
      ? { ...place, kind: 'string', value }
      : { ...place, kind: 'scalar', value };
  }

  #memberOf({ key, value }: Pair<Node, Node | null>, end: number): Member {
    const [keyStart, keyEnd] = key.range as [number, number, number];
    const name = isScalar(key) ? String(key.value) : '';
    const nothing: Tree = { kind: 'scalar', value: null, start: keyEnd, end: Math.min(keyEnd, end) };
    return { key: name, keyStart, keyEnd, value: value === null ? nothing : this.treeOf(value) };
  }

  #targetOf(alias: Alias): Tree | undefined {
    const node = alias.resolve(this.#document);
    const target = node && this.#trees.get(node);
    if (target !== undefined) this.#shared.add(target);
    return target;
  }
}
