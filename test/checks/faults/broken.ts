/**
 * Ways in which the function could be wrong, each made on purpose: what proves that the invariants can fail. Only
 * the tests' own wiring knows them.
 */

import type { S3Client } from '@aws-sdk/client-s3';
import type { S3StoredObject } from '../../../src/aws/received-object.ts';
import { S3ReportStore } from '../../../src/aws/s3-report-store.ts';
import type { EndAnswer, Provenance, ReadAnswer, ReplaceAnswer } from '../../../src/report/ports.ts';

/** The store writes whatever is there; records get lost; records are not made again; failures go unsaid; a byte too many. */
export const FLAWS = [
  'unconditional-writes',
  'lost-records',
  'no-healing',
  'unsaid-failures',
  'byte-too-many',
  'lost-tags',
] as const;
export type Flaw = (typeof FLAWS)[number];

/** The store, with its flaw if it is to have one. */
export function storeWith(client: S3Client, flaw: Flaw | undefined): S3ReportStore {
  if (flaw === 'unconditional-writes') dropConditions(client);
  return flaw === 'no-healing' || flaw === 'byte-too-many' || flaw === 'lost-tags'
    ? new FlawedStore(client, flaw)
    : new S3ReportStore(client);
}

function dropConditions(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      if ('IfMatch' in args.input) delete args.input.IfMatch;
      return next(args);
    },
    { step: 'initialize' },
  );
}

class FlawedStore extends S3ReportStore {
  readonly #flaw: Flaw;

  constructor(client: S3Client, flaw: Flaw) {
    super(client);
    this.#flaw = flaw;
  }

  override async read(...question: Parameters<S3ReportStore['read']>): Promise<ReadAnswer<S3StoredObject>> {
    return this.#forget(await super.read(...question));
  }

  override async readEnd(
    ...question: Parameters<S3ReportStore['readEnd']>
  ): Promise<EndAnswer<S3StoredObject>> {
    return this.#forget(await super.readEnd(...question));
  }

  #forget<Answer extends EndAnswer<S3StoredObject>>(answer: Answer): Answer {
    if (answer.kind !== 'found' || this.#flaw !== 'no-healing') return answer;
    const { provenance: _provenance, ...object } = answer.object;
    return { ...answer, object };
  }

  override replace(
    expected: S3StoredObject,
    bytes: Uint8Array,
    provenance: Provenance | undefined,
  ): Promise<ReplaceAnswer> {
    const written = this.#flaw === 'byte-too-many' ? Buffer.concat([bytes, Buffer.from('\n')]) : bytes;
    return super.replace(
      this.#flaw === 'lost-tags' ? { ...expected, tagCount: 0 } : expected,
      written,
      provenance,
    );
  }
}
