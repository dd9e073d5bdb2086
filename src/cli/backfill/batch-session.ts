/** What the commands of `backfill` work with: a stack, its jobs and their files. Loads the AWS SDK. */
import { BatchJobs } from '../../aws/batch-operations/batch-jobs.ts';
import { openJobFile, writeManifest } from '../../aws/batch-operations/job-files.ts';
import { readStack } from '../../aws/batch-operations/read-stack.ts';
import { connectS3 } from '../../aws/connect.ts';
import { type ListedKey, listObjects } from '../../aws/list-objects.ts';
import { type BatchStack, batchStackOf } from '../../batch/stack.ts';
import { defined } from '../../text/defined.ts';
import type { ConnectionOptions } from '../io.ts';

/** One stack with its jobs. */
export interface BatchSession {
  readonly stack: BatchStack;
  readonly jobs: BatchJobs;
  readonly listObjects: (bucket: string, prefix: string) => AsyncIterable<ListedKey>;
  /** Undefined for a file that is not there. */
  readonly open: (bucket: string, key: string) => Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Writes a manifest into the stack's bucket; resolves to its ETag. */
  readonly writeManifest: (key: string, text: string) => Promise<string>;
}

/** Opens a session for the work, and closes it. @throws Fault; what `work` throws */
export async function withBatchSession(
  stackName: string,
  { endpointUrl, region }: ConnectionOptions,
  work: (session: BatchSession) => Promise<number>,
): Promise<number> {
  const stack = batchStackOf(await readStack(stackName, { endpointUrl, region }));
  const s3 = connectS3(defined({ endpointUrl, region: stack.region }));
  const jobs = new BatchJobs(stack, endpointUrl);
  try {
    return await work({
      stack,
      jobs,
      listObjects: (bucket, prefix) => listObjects(s3, bucket, prefix),
      open: (bucket, key) => openJobFile(s3, { bucket, key }),
      writeManifest: (key, text) => writeManifest(s3, { bucket: stack.reportsBucket, key }, text),
    });
  } finally {
    jobs.close();
    s3.destroy();
  }
}
