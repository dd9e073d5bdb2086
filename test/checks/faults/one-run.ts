/** One seeded run: a report, its messages, faults for a while, then none, then the invariants. */
import { randomOf } from '../../support/reports/random.ts';
import type { Flaw } from './broken.ts';
import { openChildSandbox } from './child-sandbox.ts';
import { recordsOn, violationsOf } from './invariants/invariants.ts';
import { ledgerViolationsOf } from './invariants/ledger-invariants.ts';
import { messageBody } from './messages.ts';
import { type EndedRun, noFigures } from './outcome-of-run.ts';
import { Queue, type QueuedMessage, queueEvent } from './queue.ts';
import { objectsOf } from './report-under-test.ts';
import { BucketUnderTest } from './s3/bucket-under-test.ts';
import type { CallKind } from './s3/fault-plan.ts';
import { type FaultProxy, isLedgerKey } from './s3/fault-proxy.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';
import type { Scenario } from './scenario.ts';

/** Where runs are made. */
export interface Surroundings {
  readonly proxy: FaultProxy;
  /** Where the server is, without the proxy. */
  readonly origin: URL;
  readonly flaw?: Flaw;
}

/** More than any run needs: every message five times, alone, and those of our own writes. */
const MOST_DELIVERIES = 60;

/** Makes one run. Never throws for a violated invariant. */
export async function makeRun(scenario: Scenario, surroundings: Surroundings): Promise<EndedRun> {
  const run = new Run(scenario, surroundings);
  const violations: string[] = [];
  try {
    violations.push(...(await run.make()));
  } catch (error) {
    violations.push(`the run itself broke: ${error instanceof Error ? error.stack : error}`);
  }
  const { label, seed } = scenario;
  return { label, seed, figures: run.figures, violations, story: run.story };
}

class Run {
  readonly figures = noFigures();
  readonly story: string[] = [];
  readonly #scenario: Scenario;
  readonly #surroundings: Surroundings;
  readonly #random: () => number;
  readonly #queue = new Queue();
  readonly #lines: string[] = [];
  readonly #callerIds: string[] = [];
  #live: Sandbox[] = [];
  #writesTold = 0;
  #areFaultsOver = false;
  /** Reads that were answered 404, though the object was there. */
  readonly #liedAbout = new Set<CallKind>();
  #heardMissing = false;

  constructor(scenario: Scenario, surroundings: Surroundings) {
    this.#scenario = scenario;
    this.#surroundings = surroundings;
    this.#random = randomOf(scenario.seed + 1_000_003);
  }

  async make(): Promise<string[]> {
    const { seed, isVersioned, isHtmlLate } = this.#scenario;
    const { proxy, origin, flaw } = this.#surroundings;
    const bucket = await BucketUnderTest.make(
      origin,
      `run-${seed}${flaw === undefined ? '' : `-${flaw}`}`,
      isVersioned,
    );
    const objects = objectsOf(this.#scenario);
    const [notebook, html] = objects;
    const originals: QueuedMessage[] = [];
    for (const object of isHtmlLate ? [notebook] : objects) {
      await bucket.put(object.key, object.original, object.properties);
      originals.push(this.#tell(bucket.name, object.key));
    }
    if (isHtmlLate) {
      await this.#deliver(bucket.name);
      await bucket.put(html.key, html.original, html.properties);
      originals.push(this.#tell(bucket.name, html.key));
    }
    const found = await this.#deliverAll(bucket.name, 'while faults went on');
    this.#countEnds();
    found.push(...(await this.#stopFaults(bucket.name, originals)));
    found.push(...(await this.#deliverAll(bucket.name, 'after the faults')));
    found.push(...this.#unsettled());
    await this.#endAll(bucket.name);
    const records = recordsOn(this.#lines);
    this.#countRecords(records.map(({ id, outcome }) => ({ id, outcome })));
    found.push(...this.#unrecordedLies());
    const written = proxy.writtenTo(bucket.name);
    found.push(...(await violationsOf(bucket, objects, written, records)));
    found.push(...(await ledgerViolationsOf(bucket, objects, written, records)));
    proxy.forget(bucket.name, this.#callerIds);
    return found;
  }

  #tell(bucket: string, key: string): QueuedMessage {
    return this.#queue.add(messageBody(this.#scenario.shape, bucket, key));
  }

  /** Delivers until no message waits; S3 tells of our own writes as of any others. */
  async #deliverAll(bucket: string, when: string): Promise<string[]> {
    for (let count = 0; await this.#deliver(bucket); count += 1) {
      if (count === MOST_DELIVERIES) return [`the queue does not come to rest ${when}`];
    }
    return [];
  }

  /** Makes one delivery; answers false when nothing waits. */
  async #deliver(bucket: string): Promise<boolean> {
    const { delivery } = this.#scenario;
    const batch = this.#queue.receive(delivery === 'batch' ? 2 : 1);
    if (batch.length === 0) return false;
    const isTwice = delivery === 'twins' && !this.#areFaultsOver;
    const sandboxes = isTwice
      ? [this.#sandbox(0, bucket), this.#sandbox(1, bucket)]
      : [this.#sandbox(0, bucket)];
    const ends = await Promise.all(sandboxes.map((sandbox) => sandbox.invoke(queueEvent(batch))));
    const all = batch.map(({ id }) => id);
    // Of two copies of a message the one that is done deletes it.
    const failed = all.filter((id) => ends.every((end) => end.kind !== 'answered' || end.failed.has(id)));
    this.#queue.settle(batch, new Set(failed));
    this.figures.invocations += ends.length;
    this.figures.kills += ends.filter(({ kind }) => kind === 'killed').length;
    this.story.push(`delivered ${all}: ${ends.map(({ kind }) => kind)}, again: ${failed.join() || 'none'}`);
    await this.#tellWrites(bucket);
    return true;
  }

  async #tellWrites(bucket: string): Promise<void> {
    await this.#surroundings.proxy.atRest(bucket);
    // Records are no reports: the rule's pattern leaves them out.
    const written = this.#surroundings.proxy.writtenTo(bucket).filter(({ key }) => !isLedgerKey(key));
    for (const { key } of written.slice(this.#writesTold)) this.#tell(bucket, key);
    this.#writesTold = written.length;
  }

  #sandbox(place: number, bucket: string): Sandbox {
    const live = this.#live[place];
    if (live !== undefined && !live.isDead()) return live;
    const { html, limitMs, diesAtRecord, isRealProcess } = this.#scenario;
    const { proxy, flaw } = this.#surroundings;
    const isFirst = this.#callerIds.length === 0;
    const options = {
      html,
      ledgerBucket: bucket,
      random: this.#random,
      decide: (kind: CallKind) => this.#decide(kind),
      writeLine: (line: string) => {
        this.#lines.push(line);
      },
      ...(flaw === undefined ? {} : { flaw }),
    };
    const made =
      isRealProcess && isFirst
        ? openChildSandbox(proxy, options)
        : openSandbox(proxy, {
            ...options,
            hearsMissing: () => {
              this.#heardMissing = true;
              this.story.push('the process hears that the notebook is not there');
            },
            pace: this.#areFaultsOver ? 'patient' : 'hasty',
            ...(limitMs === undefined || this.#areFaultsOver ? {} : { limitMs }),
            ...(diesAtRecord === undefined || !isFirst ? {} : { diesAtRecord }),
          });
    this.#callerIds.push(made.callerId);
    this.#live[place] = made;
    return made;
  }

  #decide(kind: CallKind) {
    this.figures.calls += 1;
    const planned = this.#areFaultsOver
      ? undefined
      : this.#scenario.plan({ kind, number: this.figures.calls });
    // S3 says of a record that it is there only when it is: who is told so loses nothing.
    const isLie = kind === 'put-record' && planned?.kind === '412' && planned.moment === 'before';
    const breakage = isLie ? { ...planned, kind: '409' as const } : planned;
    this.story.push(
      `call ${this.figures.calls}, ${kind}: ${breakage ? `${breakage.kind} ${breakage.moment}` : 'goes through'}`,
    );
    if (breakage !== undefined && breakage.kind !== 'killed') {
      this.figures.broken.push([kind, breakage.kind]);
      if (breakage.kind === '404' && kind.startsWith('get-')) this.#liedAbout.add(kind);
    }
    return breakage;
  }

  #countEnds(): void {
    for (const { state, receives } of this.#queue.messages) {
      if (state === 'dead') this.figures.deadLettered += 1;
      else if (receives === 1) this.figures.doneAtOnce += 1;
      else this.figures.doneAfterRetries += 1;
    }
  }

  /**
   * The faults are over: the processes go, the dead letters come back. A 404 to a read is a lie that S3 never
   * tells; believed, it ends in a record `missing`, and in nothing to redrive. So these runs deliver the first
   * messages once more.
   */
  async #stopFaults(bucket: string, originals: readonly QueuedMessage[]): Promise<string[]> {
    await this.#endAll(bucket);
    this.#areFaultsOver = true;
    await this.#tellWrites(bucket);
    this.story.push(`the faults stop; ${this.#queue.redrive()} dead letters come back`);
    if (this.#liedAbout.size > 0) for (const { body } of originals) this.#queue.add(body);
    return [];
  }

  async #endAll(bucket: string): Promise<void> {
    for (const sandbox of this.#live) sandbox.end();
    this.#live = [];
    await this.#surroundings.proxy.atRest(bucket);
  }

  /** Without faults every message is done, and at its first delivery. */
  #unsettled(): string[] {
    return this.#queue.messages
      .filter(({ state }) => state !== 'done')
      .map(({ id, state }) => `message ${id} is ${state} without faults`);
  }

  /**
   * A notebook that S3 said is not there is on record as missing: what S3 said is what is known. Left out where the
   * process may have ended before the record, and where two keys are asked for.
   */
  #unrecordedLies(): string[] {
    const { diesAtRecord, limitMs, folderPrefix } = this.#scenario;
    const mayEnd = this.figures.kills > 0 || diesAtRecord !== undefined || limitMs !== undefined;
    if (mayEnd || folderPrefix !== '' || !this.#heardMissing || !this.#liedAbout.has('get-notebook'))
      return [];
    return this.figures.missing > 0 ? [] : ['a notebook said to be missing is not on record as missing'];
  }

  #countRecords(records: readonly { id: string; outcome: string }[]): void {
    const distinct = new Map(records.map(({ id, outcome }) => [id, outcome]));
    this.figures.repeated += records.length - distinct.size;
    for (const outcome of distinct.values()) {
      if (outcome === 'contended' || outcome === 'missing' || outcome === 'refused')
        this.figures[outcome] += 1;
    }
  }
}
