/** What one run is like: decided by its seed alone, apart from the fault that a systematic run is there for. */
import { randomOf } from '../../support/reports/random.ts';
import { SHAPES, type Shape } from './messages.ts';
import {
  type Breakage,
  CALL_KINDS,
  type CallKind,
  FAULT_KINDS,
  type FaultPlan,
  killPlan,
  type Moment,
  oneKindPlan,
  pick,
  randomPlan,
} from './s3/fault-plan.ts';

/** One run to be made. */
export interface Scenario {
  /** Under which its figures are shown. */
  readonly label: string;
  readonly seed: number;
  readonly isVersioned: boolean;
  readonly html: 'record' | 'silence';
  readonly hasTags: boolean;
  readonly shape: Shape;
  readonly folderPrefix: string;
  /** One message at a time, both in a batch, or the same message to two processes at once. */
  readonly delivery: 'single' | 'batch' | 'twins';
  /** True when the HTML report comes after the first delivery. */
  readonly isHtmlLate: boolean;
  /** Time that an invocation has, where it is short. */
  readonly limitMs?: number;
  /** The first process dies instead of writing this record. */
  readonly diesAtRecord?: number;
  /** True for a process that is killed by SIGKILL. */
  readonly isRealProcess: boolean;
  readonly plan: FaultPlan;
}

/** What is the same for every systematic run of a kind; the rest is by seed. */
type Fixed = Partial<Omit<Scenario, 'seed' | 'label'>>;

/** Once: the SDK's own retry heals it. Four times: the delivery fails. As good as for ever: the dead-letter queue. */
const TIMES = [1, 1, 1, 4, 4, 4, 1_000];
/** With the ledger and versions a run makes some 20 calls before the second delivery ends. */
const KILLED_CALLS = 20;
const KILLED_RECORDS = 6;
const REPEATS_OF_KILLS = 8;
const REAL_KILLS = 32;

/** The scenario of a seed: the systematic ones come first, then random ones without end. */
export function scenarioOf(seed: number): Scenario {
  const systematic = SYSTEMATIC[seed];
  if (systematic !== undefined) return build(seed, systematic.label, systematic.fixed());
  const random = randomOf(seed * 7919 + 13);
  const withLies = random() < 0.1;
  const plan = randomPlan(random, {
    calls: Math.ceil(random() ** 2 * 30),
    breakShare: pick(random, [0.1, 0.3, 0.6, 0.95]),
    killShare: pick(random, [0, 0, 0.1, 0.3]),
    kinds: withLies ? FAULT_KINDS : FAULT_KINDS.filter((kind) => kind !== '404'),
  });
  return build(seed, withLies ? 'random, 404 too' : 'random', { plan });
}

function build(seed: number, label: string, fixed: Fixed): Scenario {
  const random = randomOf(seed);
  const limitMs = random() < 0.1 ? { limitMs: 60 + Math.floor(random() * 300) } : {};
  return {
    label,
    seed,
    isVersioned: random() < 0.5,
    html: random() < 0.5 ? 'record' : 'silence',
    hasTags: random() < 0.4,
    shape: pick(random, SHAPES),
    folderPrefix: pick(random, ['', '', '', '', '', '', '', 'Läufe 100%/', 'Läufe a+b/']),
    delivery: pick(random, ['single', 'batch', 'batch', 'twins']),
    isHtmlLate: random() < 0.2,
    ...limitMs,
    isRealProcess: false,
    plan: () => undefined,
    ...fixed,
  };
}

/** Plans count as they go, so each run gets a new one. */
interface Systematic {
  readonly label: string;
  readonly fixed: () => Fixed;
}

function brokenCalls(): Systematic[] {
  return CALL_KINDS.flatMap((call) =>
    FAULT_KINDS.flatMap((kind) =>
      momentsOf(call).flatMap((moment) => TIMES.map((times) => brokenCall(call, { kind, moment }, times))),
    ),
  );
}

const brokenCall = (call: CallKind, breakage: Breakage, times: number): Systematic => ({
  label: `${call}, ${times === 1 ? 'once' : times === 4 ? 'four times' : 'until set aside'}`,
  fixed: () => ({
    plan: oneKindPlan(call, breakage, times),
    ...(call.startsWith('get-tags') ? { hasTags: true } : {}),
    ...(call === 'list-versions' ? { isVersioned: true } : {}),
    ...(call === 'put-html' || call === 'get-tags-html' ? { html: 'silence' as const } : {}),
  }),
});

/** For a read it makes no difference whether S3 saw it. */
const momentsOf = (call: CallKind): Moment[] => (call.startsWith('put') ? ['before', 'after'] : ['after']);

function killedCalls(): Systematic[] {
  const numbers = Array.from({ length: KILLED_CALLS }, (_, index) => index + 1);
  return numbers.flatMap((number) =>
    (['before', 'after'] as const).flatMap((moment) =>
      repeated(REPEATS_OF_KILLS, {
        label: `killed ${moment} a call reached S3`,
        fixed: () => ({ plan: killPlan(number, moment) }),
      }),
    ),
  );
}

function killedRecords(): Systematic[] {
  const numbers = Array.from({ length: KILLED_RECORDS }, (_, index) => index + 1);
  return numbers.flatMap((diesAtRecord) =>
    repeated(REPEATS_OF_KILLS, { label: 'killed before a record', fixed: () => ({ diesAtRecord }) }),
  );
}

function realKills(): Systematic[] {
  return Array.from({ length: REAL_KILLS }, (_, index) => ({
    label: 'SIGKILL',
    fixed: () => ({
      isRealProcess: true,
      plan: killPlan(1 + ((index >> 1) % 16), index % 2 === 0 ? 'before' : 'after'),
    }),
  }));
}

const repeated = (times: number, one: Systematic): Systematic[] => Array.from({ length: times }, () => one);

const SYSTEMATIC: readonly Systematic[] = [
  ...brokenCalls(),
  ...killedCalls(),
  ...killedRecords(),
  ...realKills(),
];

/** How many seeds are systematic. */
export const SYSTEMATIC_RUNS = SYSTEMATIC.length;
