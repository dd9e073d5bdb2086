/** The groups that results fall into, by what is to be done about them. Pure. */
import type { AuditRecord } from '../../audit/record/schema.ts';

type Outcome = AuditRecord['outcome'];

/** Tells apart results of one outcome that call for something different. */
export type Which = 'copies' | 'earlier versions';

/** A command that goes on from a result: `apply` or `restore` on the same targets, with these options added. */
export interface NextStep {
  readonly command: 'apply' | 'restore';
  readonly options: readonly string[];
}

/** What the results of a group have in common. */
export interface GroupKind {
  readonly outcome: Outcome;
  /** Of a refusal. */
  readonly reason?: string;
  readonly which?: Which;
}

/** What a group means, and what to do next. */
export interface GroupMeaning {
  /** Follows the number of results. */
  readonly sentence: string;
  /** True when somebody has to do something about these results. */
  readonly needsAttention: boolean;
  readonly next?: NextStep;
}

/** The kind of group that a record falls into. */
export function groupKindOf({ outcome, reason, object }: AuditRecord): GroupKind {
  if (outcome === 'refused') return { outcome, reason: reason ?? 'unknown' };
  const which = object.isLatest === false ? 'earlier versions' : object.isCopy ? 'copies' : undefined;
  return which === undefined ? { outcome } : { outcome, which };
}

/** The order of groups: what needs somebody comes first, what needs nothing last. */
export function rankOf({ outcome, which }: GroupKind): number {
  return ORDER.indexOf(outcome) + (which === undefined ? 0 : which === 'copies' ? 0.2 : 0.4);
}

const ORDER: readonly Outcome[] = [
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
export function meaningOf({ outcome, which }: GroupKind): GroupMeaning {
  if (which === 'earlier versions' && outcome === 'reports-usage') return EARLIER_VERSIONS;
  const meaning = MEANINGS[outcome];
  if (which !== 'copies' || meaning.next?.command !== 'apply') return meaning;
  const { command, options } = meaning.next;
  return {
    ...meaning,
    sentence: `${meaning.sentence}; they are copies, which are changed only when asked`,
    next: { command, options: [...options, '--copies'] },
  };
}

const EARLIER_VERSIONS: GroupMeaning = {
  sentence: 'earlier versions hold the beacon; they are only recorded, and S3 can delete them',
  needsAttention: true,
};

const MEANINGS: Readonly<Record<Outcome, GroupMeaning>> = {
  refused: { sentence: 'left unchanged; review each', needsAttention: true },
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
