/** The requests that one run of `backfill` sends: which objects, by which manifest, under which token. */
import { createHash } from 'node:crypto';
import {
  generatedJob,
  JOB_KINDS,
  type JobOptions,
  type JobRequest,
  type JobScope,
  listedJob,
  manifestKey,
  PURPOSE,
  suffixOf,
} from '../../batch/job-request.ts';
import { untilAborted } from '../targets/until-aborted.ts';
import type { BatchSession } from './batch-session.ts';

/** The jobs of one run over a scope. */
export class RunRequests {
  readonly #scope: JobScope;
  readonly #session: BatchSession;
  readonly #seed: string;

  /** `seed` makes the tokens of this run differ from those of any other. */
  constructor(scope: JobScope, session: BatchSession, seed: string) {
    this.#scope = scope;
    this.#session = session;
    this.#seed = seed;
  }

  /** One for each kind of report, with the manifest that S3 generates. */
  generated(): JobRequest[] {
    const { stack } = this.#session;
    return JOB_KINDS.map((kind) => generatedJob(stack, this.#scope, kind, this.#optionsOf(kind)));
  }

  /** Over a list of so many objects, which `write` puts under the key and answers with its ETag. */
  async listed(objects: number, name: string, write: (key: string) => Promise<string>): Promise<JobRequest> {
    const { stack } = this.#session;
    const options = this.#optionsOf(name);
    const key = manifestKey(this.#scope.bucket, options.token);
    return listedJob(stack, this.#scope, { key, etag: await write(key), objects }, options);
  }

  /** The first keys that jobs are for, in the order of the listing: the same choice that S3's manifest generator makes. */
  async *keys(limit: number | undefined, signal: AbortSignal): AsyncGenerator<string> {
    const { bucket, prefix, createdBefore } = this.#scope;
    const suffixes = JOB_KINDS.map(suffixOf);
    let count = 0;
    for await (const { key, lastModified = UNKNOWN } of untilAborted(
      this.#session.listObjects(bucket, prefix),
      signal,
    )) {
      const isWanted = suffixes.some((suffix) => key.endsWith(suffix));
      if (!isWanted || (createdBefore !== undefined && lastModified >= createdBefore)) continue;
      yield key;
      count += 1;
      if (count === limit) return;
    }
  }

  #optionsOf(name: string): JobOptions {
    const facts = JSON.stringify([this.#session.stack.functionArn, this.#scope, name, this.#seed]);
    const token = createHash('sha256').update(facts).digest('hex');
    return { token, isConfirmationRequired: true, purpose: PURPOSE.backfill };
  }
}

/** A server that does not say when an object was written keeps none back. */
const UNKNOWN = new Date(0);
