/** Another writer on the same key while the function works: whatever comes first, no update may be lost. */
import { setTimeout as delay } from 'node:timers/promises';
import { randomOf } from '../../support/reports/random.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { recordsOn } from './invariants/invariants.ts';
import { lostUpdates } from './invariants/race-invariants.ts';
import { rightNotebook } from './invariants/right-rewrite.ts';
import { messageBody, SHAPES } from './messages.ts';
import type { Surroundings } from './one-run.ts';
import { Queue, queueEvent } from './queue.ts';
import { BucketUnderTest } from './s3/bucket-under-test.ts';
import { type Moment, pick } from './s3/fault-plan.ts';
import type { Written } from './s3/fault-proxy.ts';
import { MANNERS, type OtherWrite, OtherWriter } from './s3/other-writer.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';

/** How one race went. */
export interface EndedRace {
  readonly seed: number;
  readonly isVersioned: boolean;
  /** Writes of the others, ours, and ours that were refused because theirs came in between. */
  readonly theirs: number;
  readonly ours: number;
  readonly overtaken: number;
  readonly deadLettered: number;
  readonly violations: readonly string[];
}

/** When the other writer strikes: at a call of ours, before or after S3 did it, or just some time after the start. */
type Strike =
  | { readonly kind: 'at-call'; readonly number: number; readonly moment: Moment }
  | { readonly kind: 'after-ms'; readonly ms: number };

interface PlannedStrike {
  readonly strike: Strike;
  readonly write: OtherWrite;
}

const MOST_DELIVERIES = 30;
/** About as long as the function takes. */
const LATEST_START_MS = 30;

/** Runs one race: even seeds in a bucket with versions, odd ones in one without. */
export async function race(seed: number, { proxy, origin, flaw }: Surroundings): Promise<EndedRace> {
  const random = randomOf(seed * 31 + 7);
  const isVersioned = seed % 2 === 0;
  const name = `race-${seed}${flaw === undefined ? '' : `-${flaw}`}`;
  const bucket = await BucketUnderTest.make(origin, name, isVersioned);
  const report = generateReport({ seed, outputBytes: 200 });
  const key = `${report.folder}profiler-report.ipynb`;
  await bucket.put(key, report.notebook, {
    metadata: { owner: 'sagemaker' },
    tags: {},
    contentType: 'text/plain',
  });
  const queue = new Queue();
  const shape = pick(random, SHAPES);
  const tell = () => queue.add(messageBody(shape, name, key));
  tell();
  const writer = new OtherWriter(proxy);
  const strikes = planStrikes(seed, random, { bucket: name, key });
  const lines: string[] = [];
  let calls = 0;
  let tries = 0;
  const strikeAt = async (moment: Moment) => {
    for (const { strike, write } of strikes) {
      if (strike.kind === 'at-call' && strike.number === calls && strike.moment === moment)
        await writer.write(write);
    }
  };
  const sandbox = openSandbox(proxy, {
    html: 'record',
    pace: 'patient',
    random,
    decide: async (kind) => {
      calls += 1;
      if (kind === 'put-notebook') tries += 1;
      await strikeAt('before');
      return undefined;
    },
    afterwards: () => strikeAt('after'),
    writeLine: (line) => {
      lines.push(line);
    },
    ...(flaw === undefined ? {} : { flaw }),
  });
  const timed = strikes.map(async ({ strike, write }) => {
    if (strike.kind !== 'after-ms') return;
    await delay(strike.ms);
    await writer.write(write);
  });
  await Promise.all([deliver(queue, sandbox), ...timed]);
  // S3 tells of every write, theirs and ours.
  let told = 0;
  for (let count = 0; count < MOST_DELIVERIES; count += 1) {
    await proxy.atRest(name);
    const written = proxy.writtenTo(name).length;
    for (; told < written; told += 1) tell();
    if (!(await deliver(queue, sandbox))) break;
  }
  sandbox.end();
  const written = proxy.writtenTo(name);
  const isOurs = ({ callerId }: Written) => callerId === sandbox.callerId;
  const history = { key, original: report.notebook, written, isOurs };
  const violations = await lostUpdates(bucket, history, recordsOn(lines));
  const undone = queue.messages.filter(({ state }) => state !== 'done');
  proxy.forget(name, [sandbox.callerId, writer.id]);
  const ours = written.filter(isOurs).length;
  return {
    seed,
    isVersioned,
    theirs: written.length - ours,
    ours,
    overtaken: tries - ours,
    deadLettered: undone.length,
    violations: [...violations, ...undone.map(({ id, state }) => `message ${id} is ${state}`)],
  };
}

/** One to three writes of others; most of them strike between two calls of ours. */
function planStrikes(
  seed: number,
  random: () => number,
  place: { readonly bucket: string; readonly key: string },
): PlannedStrike[] {
  return Array.from({ length: 1 + Math.floor(random() ** 2 * 3) }, (_, index) => {
    const { notebook } = generateReport({ seed: (index + 1) * 1_000_000 + seed, outputBytes: 200 });
    const manner = pick(random, MANNERS);
    const strike: Strike =
      random() < 0.3
        ? { kind: 'after-ms', ms: random() * LATEST_START_MS }
        : {
            kind: 'at-call',
            number: 1 + Math.floor(random() * 5),
            moment: pick(random, ['before', 'after']),
          };
    const bytes = manner === 'opted-out' ? rightNotebook(notebook) : notebook;
    return { strike, write: { ...place, manner, bytes } };
  });
}

async function deliver(queue: Queue, sandbox: Sandbox): Promise<boolean> {
  const batch = queue.receive(10);
  if (batch.length === 0) return false;
  const end = await sandbox.invoke(queueEvent(batch));
  queue.settle(batch, end.kind === 'answered' ? end.failed : new Set(batch.map(({ id }) => id)));
  return true;
}
