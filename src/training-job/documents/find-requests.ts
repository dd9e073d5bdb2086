/**
 * Finds the training jobs that a document asks for, wherever they stand: input of the AWS CLI and SDKs, CloudFormation,
 * Step Functions, pipelines, Kubernetes manifests, and all of these as strings in each other. What AWS answered or logged
 * (described jobs and pipelines, CloudTrail) asks for nothing.
 */
import {
  isAnswer,
  isBareList,
  isLoneRule,
  isRuleList,
  isState,
  isTrainingJob,
  isTuningDefinition,
  requestedBy,
} from './known-shapes.ts';
import { isJoin, joinStrings, type Nested, parseNested } from './nested-text.ts';
import { type Document, hasDuplicateKeys, type StringTree, type Tree } from './tree.ts';

/** A training job that is asked for. */
export interface Request {
  readonly document: Document;
  /** What holds the members of CreateTrainingJob, the bare list of rules, or what stands for them. */
  readonly tree: Tree;
  /** True when a value above is named by aliases, so that an edit changes several places. */
  readonly isShared: boolean;
  /** True when the whole request comes from elsewhere, such as a state's input. */
  readonly isInput: boolean;
  /** True when a key above stands twice, so that parsers do not agree on what counts. */
  readonly hasDuplicates: boolean;
}

/** A string that speaks of training jobs and cannot be read. */
export interface Unreadable {
  readonly document: Document;
  readonly tree: Tree;
  readonly reason: 'syntax-error' | 'dynamic' | 'unknown-language';
  readonly detail: string;
}

export type Found = Request | Unreadable;

/** Strings in strings beyond this depth are not looked into. */
const MAX_NESTED = 4;

/** All requests, and strings that may hold some, in the order of the text. @throws RangeError when nested too deep */
export function findRequests(document: Document, mentions: (text: string) => boolean): Found[] {
  const finder = new Finder(mentions);
  finder.findIn(document, { isInRules: false, isShared: false, hasDuplicates: false, depth: 0 });
  return finder.found;
}

interface Above {
  /** True for what stands in the rules of a request, which is judged with the request. */
  readonly isInRules: boolean;
  readonly isShared: boolean;
  readonly hasDuplicates: boolean;
  readonly depth: number;
}

class Finder {
  readonly found: Found[] = [];
  readonly #mentions: (text: string) => boolean;
  readonly #known = new Set<Tree>();

  constructor(mentions: (text: string) => boolean) {
    this.#mentions = mentions;
  }

  findIn(document: Document, above: Above): void {
    for (const root of document.roots) {
      // What a document in a text holds stands in no list of the outer one.
      const own = { ...above, isInRules: false };
      if (isBareList(root)) this.#add(document, root, own);
      else this.#walk(document, root, own, undefined);
    }
  }

  #walk(document: Document, tree: Tree, above: Above, key: string | undefined): void {
    const isShared = above.isShared || document.shared.has(tree);
    const hasDuplicates = above.hasDuplicates || hasDuplicateKeys(tree);
    const isInRules = above.isInRules || (key !== undefined && isRuleList(key));
    const below = { isInRules, isShared, hasDuplicates, depth: above.depth };
    if (isJoin(tree) && this.#mentions(joinStrings(tree))) {
      this.found.push({ document, tree, reason: 'dynamic', detail: JOINED });
      return;
    }
    switch (tree.kind) {
      case 'object': {
        if (isAnswer(tree, key) || isTuningDefinition(key)) return;
        const asked = requestedBy(tree);
        if (asked !== undefined) this.#add(document, asked, below);
        else if (isTrainingJob(tree)) this.#add(document, tree, below);
        // What aliases name is judged where they stand.
        else if (!isInRules && !isShared && isLoneRule(tree)) this.#add(document, listOf(tree), below);
        for (const member of tree.members) this.#walk(document, member.value, below, member.key);
        return;
      }
      case 'array':
        for (const item of tree.items) this.#walk(document, item, below, key);
        return;
      case 'string':
        if (above.depth < MAX_NESTED) this.#takeNested(document, tree, below);
        return;
      case 'scalar':
      case 'alias':
        return;
    }
  }

  #takeNested(document: Document, string: StringTree, above: Above): void {
    const nested: Nested = parseNested(document, string, this.#mentions);
    switch (nested.kind) {
      case 'document':
        this.findIn(nested.document, { ...above, depth: above.depth + 1 });
        return;
      case 'unreadable': {
        const { reason, detail, at } = nested;
        if (at === undefined) this.found.push({ document, tree: string, reason, detail });
        else this.found.push({ ...brokenAt(document, string, at), reason, detail });
        return;
      }
      case 'text':
        return;
    }
  }

  /** A request is met once more below the state or resource that asks for it. */
  #add(document: Document, tree: Tree, { isShared, hasDuplicates }: Above): void {
    if (this.#known.has(tree)) return;
    this.#known.add(tree);
    const isInput = isState(tree);
    this.found.push({
      document,
      tree,
      isShared: isShared || document.shared.has(tree),
      hasDuplicates,
      isInput,
    });
  }
}

/** A rule that stands by itself, as the list that a request would have. */
const listOf = (rule: Tree): Tree => ({ kind: 'array', start: rule.start, end: rule.end, items: [rule] });

/** The place of a text in which it cannot be read. */
function brokenAt(document: Document, string: StringTree, at: number): Pick<Unreadable, 'document' | 'tree'> {
  const text: Document = {
    text: string.value,
    syntax: 'json',
    roots: [],
    shared: new Set(),
    parent: { document, string },
  };
  return { document: text, tree: { kind: 'scalar', value: undefined, start: at, end: at } };
}

const JOINED =
  'the text is put together from pieces (Fn::Join), which cannot be edited one by one: write it as one text (Fn::Sub)';
