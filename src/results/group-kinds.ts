/** The groups that results fall into, by what is to be done about them. Pure. */
import { embeddedReporting } from '../audit/record/embedded.ts';
import type { AuditRecord } from '../audit/record/schema.ts';
import { defined } from '../text/defined.ts';

type Outcome = AuditRecord['outcome'];

/** Tells apart results of one outcome that call for something different. */
export type Which = 'copies' | 'earlier versions' | 'deleted';

/** A command that goes on from a result: `apply` or `restore` on the same targets, with these options added. */
export interface NextStep {
  readonly command: 'apply' | 'restore';
  readonly options: readonly string[];
}

/** A command of Jupyter for each of the notebooks. */
export interface ClearOutputs {
  readonly command: 'clear outputs';
}

/** What the results of a group have in common. */
export interface GroupKind {
  readonly outcome: Outcome;
  /** Of a refusal. */
  readonly reason?: string;
  readonly which?: Which;
  /** Of notebooks: whether their saved outputs hold a beacon, or may, or held the one that was taken out. */
  readonly embeds?: 'reports' | 'unknown' | 'silenced';
}

/** What a group means, and what to do next. */
export interface GroupMeaning {
  /** Follows the number of results. */
  readonly sentence: string;
  /** True when somebody has to do something about these results. */
  readonly needsAttention: boolean;
  readonly next?: NextStep | ClearOutputs;
}

/** The kind of group that a record falls into. */
export function groupKindOf(record: AuditRecord): GroupKind {
  const { outcome, reason, object } = record;
  if (outcome === 'refused') return { outcome, reason: reason ?? 'unknown' };
  if (outcome === 'missing' && object.versionId !== undefined) return { outcome, which: 'deleted' };
  const which: Which | undefined =
    object.isLatest === false ? 'earlier versions' : object.isCopy ? 'copies' : undefined;
  const embeds = embedsOf(record);
  return { outcome, ...defined({ which, embeds }) };
}

function embedsOf(record: AuditRecord): GroupKind['embeds'] {
  const { outcome, object } = record;
  const left = EMBEDDING.includes(outcome) ? embeddedReporting(record) : undefined;
  return left ?? (outcome === 'silenced' && object.kind === 'notebook' ? 'silenced' : undefined);
}

/** The outcomes of notebooks that say nothing about their saved outputs. */
const EMBEDDING: readonly Outcome[] = [
  'would-opt-out',
  'opted-out',
  'already-opted-out',
  'no-setup-call',
  'would-silence',
  'silenced',
];

/** The usage reporting of notebooks that by themselves report nothing; undefined for all others. */
export const embedsOnly = ({ outcome, embeds }: GroupKind): 'reports' | 'unknown' | undefined =>
  outcome === 'would-opt-out' || embeds === 'silenced' ? undefined : embeds;

/** The order of groups: what needs somebody comes first, what needs nothing last. */
export function rankOf(kind: GroupKind): number {
  const { outcome, which } = kind;
  // Notebooks that report by their saved outputs only stand right behind those that report when they are run.
  const rank = OUTCOMES.indexOf(embedsOnly(kind) === undefined ? outcome : 'would-opt-out');
  return (
    rank +
    (rank === OUTCOMES.indexOf(outcome) ? 0 : 0.5) +
    (which === undefined ? 0 : which === 'copies' ? 0.2 : 0.4)
  );
}

/** All outcomes, those that need somebody first. */
export const OUTCOMES: readonly Outcome[] = [
  'refused',
  'contended',
  'missing',
  'would-opt-out',
  'reports-usage',
  'would-silence',
  'would-restore',
  'opted-out',
  'silenced',
  'restored',
  'already-opted-out',
  'silent',
  'no-setup-call',
];

/** The meaning of a group. */
export function meaningOf(kind: GroupKind): GroupMeaning {
  const { outcome, which } = kind;
  if (which === 'earlier versions' && outcome === 'reports-usage') return EARLIER_VERSIONS;
  if (which === 'deleted') return DELETED;
  const meaning = embeddingMeaning(kind) ?? MEANINGS[outcome];
  if (which !== 'copies' || meaning.next?.command !== 'apply') return meaning;
  const { command, options } = meaning.next;
  return {
    ...meaning,
    sentence: `${meaning.sentence}; they are copies, which are changed only when asked`,
    next: { command, options: [...options, '--copies'] },
  };
}

/** The meaning of what is in the saved outputs, beside the outcome. */
function embeddingMeaning({ outcome, embeds }: GroupKind): GroupMeaning | undefined {
  if (embeds === undefined) return undefined;
  const meaning = MEANINGS[outcome];
  if (embeds === 'silenced')
    return { ...meaning, sentence: 'notebooks lost the beacon in their saved outputs' };
  if (outcome === 'would-silence')
    return { ...meaning, sentence: 'notebooks would lose the beacon in their saved outputs' };
  const held = `${embeds === 'reports' ? 'hold' : 'may hold'} an HTML report with its beacon in their saved outputs`;
  const next = MEANINGS[embeds === 'reports' ? 'reports-usage' : outcome].next ?? CLEARING;
  return outcome === 'would-opt-out'
    ? { ...meaning, sentence: `${meaning.sentence}, and ${held}`, next }
    : { sentence: `notebooks ${held}`, needsAttention: true, next };
}

const CLEARING: ClearOutputs = { command: 'clear outputs' };

const EARLIER_VERSIONS: GroupMeaning = {
  sentence: 'earlier versions hold the beacon; they are only recorded, and can be deleted in S3',
  needsAttention: true,
};

const DELETED: GroupMeaning = {
  sentence: 'HTML reports were deleted in a bucket that keeps their earlier versions',
  needsAttention: false,
};

const MEANINGS: Readonly<Record<Outcome, GroupMeaning>> = {
  refused: { sentence: 'left unchanged; look at each one', needsAttention: true },
  contended: { sentence: 'changed during every attempt; run again', needsAttention: true },
  missing: { sentence: 'gone before they could be read', needsAttention: true },
  'would-opt-out': {
    sentence: 'notebooks report usage when they are run',
    needsAttention: true,
    next: { command: 'apply', options: [] },
  },
  'reports-usage': {
    sentence: 'HTML reports report usage whenever they are opened',
    needsAttention: true,
    next: { command: 'apply', options: ['--html', 'silence'] },
  },
  'would-silence': {
    sentence: 'HTML reports would lose their beacon',
    needsAttention: true,
    next: { command: 'apply', options: ['--html', 'silence'] },
  },
  'would-restore': {
    sentence: 'would be put back as they were',
    needsAttention: true,
    next: { command: 'restore', options: [] },
  },
  'opted-out': { sentence: 'notebooks got opt_out=True', needsAttention: false },
  silenced: { sentence: 'HTML reports lost their beacon', needsAttention: false },
  restored: { sentence: 'put back as they were', needsAttention: false },
  'already-opted-out': { sentence: 'notebooks pass opt_out=True already', needsAttention: false },
  silent: { sentence: 'HTML reports hold no beacon', needsAttention: false },
  'no-setup-call': { sentence: 'notebooks do not call setup_profiler_report', needsAttention: false },
};
