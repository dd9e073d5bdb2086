/**
 * Ways in which the function could be wrong, each made on purpose: what proves that the invariants can fail. Only
 * the tests' own wiring knows them.
 */

import type { S3Client } from '@aws-sdk/client-s3';
import { S3ReportStore } from '../../../src/aws/s3-report-store.ts';
import type { EndAnswer, ReadAnswer, StoredObject } from '../../../src/report/ports.ts';

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
  if (flaw === 'unconditional-writes') dropFromWrites(client, 'IfMatch');
  if (flaw === 'lost-tags') dropFromWrites(client, 'Tagging');
  return flaw === 'no-healing' || flaw === 'byte-too-many'
    ? new FlawedStore(client, flaw)
    : new S3ReportStore(client);
}

function dropFromWrites(client: S3Client, name: 'IfMatch' | 'Tagging'): void {
  client.middlewareStack.add(
    (next) => (args) => {
      if (name in args.input) delete (args.input as { [Name in typeof name]?: string })[name];
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

  override async read(...question: Parameters<S3ReportStore['read']>): Promise<ReadAnswer> {
    return this.#spoil(await super.read(...question));
  }

  override async readEnd(...question: Parameters<S3ReportStore['readEnd']>): Promise<EndAnswer> {
    return this.#spoil(await super.readEnd(...question));
  }

  #spoil<Answer extends EndAnswer>(answer: Answer): Answer {
    if (answer.kind !== 'found') return answer;
    const { provenance: _provenance, ...object } = answer.object;
    if (this.#flaw === 'no-healing') return { ...answer, object };
    const replace: StoredObject['replace'] = (bytes, ...rest) =>
      object.replace(Buffer.concat([bytes, Buffer.from('\n')]), ...rest);
    return { ...answer, object: { ...answer.object, replace } };
  }
}
