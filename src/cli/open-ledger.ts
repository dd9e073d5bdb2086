/** Opens the ledger that records go to: a file, or S3. */
import { resolve } from 'node:path';
import type { Ledger } from '../audit/record/ledger.ts';
import { FileLedger } from '../files/file-ledger.ts';
import { parseS3 } from './targets/target.ts';

/** A ledger, and what it is called. */
export type NamedLedger = Ledger & { readonly name: string };

/** Opens, works, and closes, also when the work fails. @throws TargetError; Fault; what `work` throws */
export async function withLedger<Answer>(
  word: string,
  endpointUrl: string | undefined,
  cwd: string,
  work: (ledger: NamedLedger) => Promise<Answer>,
): Promise<Answer> {
  if (word.startsWith('s3:')) return work(await openS3Ledger(word, endpointUrl));
  const file = await FileLedger.open(resolve(cwd, word));
  try {
    return await work({ name: file.path, append: (record) => file.append(record) });
  } finally {
    await file.close();
  }
}

async function openS3Ledger(word: string, endpointUrl: string | undefined): Promise<NamedLedger> {
  const { bucket, prefix: named } = parseS3(word);
  const prefix = named === '' || named.endsWith('/') ? named : `${named}/`;
  const [{ connectS3 }, { S3Ledger }] = await Promise.all([
    import('../aws/connect.ts'),
    import('../aws/s3-ledger.ts'),
  ]);
  const ledger = new S3Ledger(connectS3(endpointUrl === undefined ? {} : { endpointUrl }), {
    bucket,
    prefix,
  });
  return { name: `s3://${bucket}/${prefix}`, append: (record) => ledger.append(record) };
}
