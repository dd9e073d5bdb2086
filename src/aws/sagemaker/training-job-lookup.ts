/**
 * Looks Option 1 up in SageMaker: cached, paced to the rate that the API allows, and never in the way of an opt-out.
 * It brings the SageMaker client, so import it when it is needed.
 */
import type { OptionOne } from '../../report/finding.ts';
import type { Clock, OptionOneSource } from '../../report/ports.ts';
import { readRules } from '../../training-job/rules.ts';
import { RecentMap } from '../recent-map.ts';
import { connectSageMaker, type SageMaker } from './connect-sagemaker.ts';
import { Pacer } from './pacer.ts';
import { reasonOf } from './sagemaker-faults.ts';

/** Describe calls a second, of one process. */
export const CALLS_PER_SECOND = 4;
/** Look-ups in progress at the same time; more are not started, since opt-outs would wait for them. */
export const MAX_LOOKUPS = 50;
const MAX_CACHED = 1_000;
/** A granted permission is noticed soon, and a missing one does not cost a call each time. */
const FAILURE_CACHED_MS = 60_000;

/** Source: Amazon SageMaker API Reference, ProcessingJobArn and ProcessingJobName. */
const PROCESSING_JOB =
  /^arn:aws[a-z-]*:sagemaker:([a-z0-9-]+):[0-9]{12}:processing-job\/([a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62})$/;
const TRAINING_JOB = /:training-job\/([a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62})$/;

interface CachedLookup {
  readonly optionOne: Promise<OptionOne>;
  /** The time from which on it has to be looked up again; undefined for an answer that is final. */
  expiresAtMs: number | undefined;
}

/** Needs sagemaker:DescribeProcessingJob and sagemaker:DescribeTrainingJob. */
export class TrainingJobLookup implements OptionOneSource {
  readonly #connect: () => Promise<SageMaker>;
  readonly #clock: Clock;
  readonly #pacer: Pacer;
  readonly #cache = new RecentMap<CachedLookup>(MAX_CACHED);
  #client: Promise<SageMaker> | undefined;
  #lookupsInProgress = 0;

  /** @param connect opens the client, once, when it is first needed */
  constructor(connect: () => Promise<SageMaker>, clock: Clock) {
    this.#connect = connect;
    this.#clock = clock;
    this.#pacer = new Pacer(CALLS_PER_SECOND, clock);
  }

  async find(processingJobArn: string): Promise<OptionOne> {
    const cached = this.#cache.get(processingJobArn);
    if (cached !== undefined && !this.#isExpired(cached)) return cached.optionOne;
    const lookup: CachedLookup = { optionOne: this.#lookUp(processingJobArn), expiresAtMs: undefined };
    this.#cache.set(processingJobArn, lookup);
    const optionOne = await lookup.optionOne;
    if (TEMPORARY_REASONS.has(optionOne.reason ?? '')) {
      lookup.expiresAtMs = this.#clock.now().getTime() + FAILURE_CACHED_MS;
    }
    return optionOne;
  }

  #isExpired({ expiresAtMs }: CachedLookup): boolean {
    return expiresAtMs !== undefined && expiresAtMs <= this.#clock.now().getTime();
  }

  async #lookUp(arn: string): Promise<OptionOne> {
    const [, region, name] = PROCESSING_JOB.exec(arn) ?? [];
    if (region === undefined || name === undefined) return unknown('malformed-arn');
    if (this.#lookupsInProgress >= MAX_LOOKUPS) return unknown('too-many-waiting');
    this.#lookupsInProgress += 1;
    try {
      return await this.#describe(arn, region, name);
    } finally {
      this.#lookupsInProgress -= 1;
    }
  }

  /** From the processing job to its training job, and to the rules of that. */
  async #describe(arn: string, region: string, name: string): Promise<OptionOne> {
    const client = await attempt(() => (this.#client ??= this.#connect()));
    if ('reason' in client) return client;
    if (client.value.region !== region) return unknown('other-region');
    const job = await this.#call(() => client.value.describeProcessingJob(name));
    if ('reason' in job) return job;
    // Another account's job may have the same name here.
    if (job.value.arn?.toLowerCase() !== arn.toLowerCase()) return unknown('not-found');
    const trainingJobName = TRAINING_JOB.exec(job.value.trainingJobArn ?? '')?.[1];
    if (trainingJobName === undefined) return unknown('no-training-job');
    const training = await this.#call(() => client.value.describeTrainingJob(trainingJobName));
    if ('reason' in training) return { ...training, trainingJobName };
    const { rules, evaluations } = training.value;
    return { ...readRules(rules, evaluations, arn), trainingJobName };
  }

  async #call<Value>(call: () => Promise<Value>): Promise<Attempted<Value>> {
    await this.#pacer.turn();
    return attempt(call);
  }
}

/** A look-up over SageMaker, in the region and with the credentials of the SDK's own configuration. */
export const openTrainingJobLookup = (clock: Clock): TrainingJobLookup =>
  new TrainingJobLookup(connectSageMaker, clock);

type Unknown = { readonly state: 'unknown'; readonly reason: string };
type Attempted<Value> = { readonly value: Value } | Unknown;

const unknown = (reason: string): Unknown => ({ state: 'unknown', reason });

async function attempt<Value>(call: () => Promise<Value>): Promise<Attempted<Value>> {
  try {
    return { value: await call() };
  } catch (error) {
    return unknown(reasonOf(error));
  }
}

/** Reasons that may not hold the next time. */
const TEMPORARY_REASONS = new Set(['access-denied', 'throttled', 'unavailable', 'too-many-waiting']);
