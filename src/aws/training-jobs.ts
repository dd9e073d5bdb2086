/** Looks Option 1 up in SageMaker: cached, slowed down to what the API takes, and never in the way of an opt-out. */
import type { OptionOne } from '../report/finding.ts';
import type { Clock, OptionOneSource } from '../report/ports.ts';
import { readRules } from '../training-job/rules.ts';
import type { SageMaker } from './connect-sagemaker.ts';
import { readSdkError } from './faults.ts';

/** Describe calls a second, of one process. */
export const CALLS_PER_SECOND = 4;
/** When so many look-ups are under way, further ones are not begun: opt-outs would wait for them. */
export const MOST_WAITING = 50;
const MOST_CACHED = 1_000;
/** How long a failed look-up stands: one mended permission is seen soon, a missing one is not asked for each time. */
const FAILURE_STANDS_MS = 60_000;

/** Source: Amazon SageMaker API Reference, ProcessingJobArn and ProcessingJobName. */
const PROCESSING_JOB =
  /^arn:aws[a-z-]*:sagemaker:([a-z0-9-]+):[0-9]{12}:processing-job\/([a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62})$/;
const TRAINING_JOB = /:training-job\/([a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62})$/;

interface Cached {
  readonly answer: Promise<OptionOne>;
  /** Time from which it has to be looked up again; undefined for an answer that stays. */
  staleAtMs: number | undefined;
}

/** Needs sagemaker:DescribeProcessingJob and sagemaker:DescribeTrainingJob. */
export class TrainingJobs implements OptionOneSource {
  readonly #connect: () => Promise<SageMaker>;
  readonly #clock: Clock;
  readonly #cache = new Map<string, Cached>();
  #client: Promise<SageMaker> | undefined;
  #turn: Promise<void> = Promise.resolve();
  #freeAtMs = 0;
  #underWay = 0;

  /** @param connect opens the client, once, when it is first needed */
  constructor(connect: () => Promise<SageMaker>, clock: Clock) {
    this.#connect = connect;
    this.#clock = clock;
  }

  find(processingJobArn: string): Promise<OptionOne> {
    const cached = this.#cache.get(processingJobArn);
    this.#cache.delete(processingJobArn);
    if (cached !== undefined && !this.#isStale(cached)) {
      this.#cache.set(processingJobArn, cached);
      return cached.answer;
    }
    const answer = this.#lookUp(processingJobArn);
    const entry: Cached = { answer, staleAtMs: undefined };
    this.#cache.set(processingJobArn, entry);
    this.#forgetOldest();
    return answer.then((found) => {
      if (PASSING.has(found.reason ?? '')) entry.staleAtMs = this.#clock.now().getTime() + FAILURE_STANDS_MS;
      return found;
    });
  }

  #isStale({ staleAtMs }: Cached): boolean {
    return staleAtMs !== undefined && staleAtMs <= this.#clock.now().getTime();
  }

  /** A map keeps the order in which its entries were put there. */
  #forgetOldest(): void {
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > MOST_CACHED && oldest !== undefined) this.#cache.delete(oldest);
  }

  async #lookUp(arn: string): Promise<OptionOne> {
    const [, region, name] = PROCESSING_JOB.exec(arn) ?? [];
    if (region === undefined || name === undefined) return unknown('malformed-arn');
    if (this.#underWay >= MOST_WAITING) return unknown('too-many-waiting');
    this.#underWay += 1;
    try {
      return await this.#followUp(arn, region, name);
    } finally {
      this.#underWay -= 1;
    }
  }

  async #followUp(arn: string, region: string, name: string): Promise<OptionOne> {
    const client = await this.#ask(() => (this.#client ??= this.#connect()));
    if ('reason' in client) return client;
    if (client.answer.region !== region) return unknown('other-region');
    const job = await this.#call(() => client.answer.describeProcessingJob(name));
    if ('reason' in job) return job;
    // Another account's job may have the same name here.
    if (job.answer.arn?.toLowerCase() !== arn.toLowerCase()) return unknown('not-found');
    const trainingJobName = TRAINING_JOB.exec(job.answer.trainingJobArn ?? '')?.[1];
    if (trainingJobName === undefined) return unknown('no-training-job');
    const training = await this.#call(() => client.answer.describeTrainingJob(trainingJobName));
    if ('reason' in training) return { ...training, trainingJobName };
    const { rules, evaluations } = training.answer;
    return { ...readRules(rules, evaluations, arn), trainingJobName };
  }

  /** Waits for its turn: calls leave one after the other, so many a second. */
  async #call<Answer>(question: () => Promise<Answer>): Promise<Asked<Answer>> {
    const turn = this.#turn.then(async () => {
      const waitMs = this.#freeAtMs - this.#clock.now().getTime();
      if (waitMs > 0) await this.#clock.sleep(waitMs);
      this.#freeAtMs = this.#clock.now().getTime() + 1_000 / CALLS_PER_SECOND;
    });
    this.#turn = turn;
    await turn;
    return this.#ask(question);
  }

  async #ask<Answer>(question: () => Promise<Answer>): Promise<Asked<Answer>> {
    try {
      return { answer: await question() };
    } catch (error) {
      return unknown(reasonOf(error));
    }
  }
}

type Unknown = { readonly state: 'unknown'; readonly reason: string };
type Asked<Answer> = { readonly answer: Answer } | Unknown;

const unknown = (reason: string): Unknown => ({ state: 'unknown', reason });

/** Reasons that may be gone the next time. */
const PASSING = new Set(['access-denied', 'throttled', 'unavailable', 'too-many-waiting']);

/** SageMaker has no error of its own for a job that is not there. */
function reasonOf(error: unknown): string {
  const { name = '', status } = readSdkError(error) ?? {};
  if (/AccessDenied|UnrecognizedClient|ExpiredToken|InvalidSignature|CredentialsProvider/.test(name))
    return 'access-denied';
  if (/Throttl|TooManyRequests|RequestLimit/.test(name) || status === 429) return 'throttled';
  if (name === 'ResourceNotFound') return 'not-found';
  if (name === 'ValidationException' && /could not find|not found|does not exist/i.test(String(error)))
    return 'not-found';
  return 'unavailable';
}
