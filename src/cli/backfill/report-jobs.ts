/** `backfill report`: what became of the objects of all jobs, and whether everything in the bucket is on record. */

import { renderComparison } from '../../results/comparison.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io, WriteText } from '../io.ts';
import { Stores } from '../stores.ts';
import { parseS3Url, type S3Location } from '../targets/s3-url.ts';
import type { ListOptions } from './backfill-options.ts';
import { type BatchSession, jobsOf } from './batch-session.ts';
import { JobReports } from './job-reports.ts';
import { renderFailureRows } from './job-rows.ts';

const INCOMPLETE = 1;

/** Resolves to the exit code: 0 when all jobs went well and the ledger accounts for the bucket. @throws Fault */
export async function reportJobs(
  { bucket, prefix }: S3Location,
  options: ListOptions,
  session: BatchSession,
  io: Io,
): Promise<number> {
  const jobs = await jobsOf(session, bucket);
  const reports = new JobReports(prefix);
  for (const job of jobs) {
    if (io.signal.aborted) return INCOMPLETE;
    await reports.add(job, session);
  }
  if (jobs.length === 0) await io.writeError('no job for this bucket: S3 keeps jobs for 90 days\n');
  const { format } = options;
  // Where programs read the rows, what is said about them is for a person.
  const say = format === 'table' ? io.writeOut : io.writeError;
  if (format !== 'table') await io.writeOut(renderFailureRows(reports.failures, format));
  await say(format === 'table' ? reports.render() : reports.render(0));
  const missing = await compare(`s3://${bucket}/${prefix}`, options, session, io, say);
  return reports.exitCode === 0 && missing !== 0 ? INCOMPLETE : reports.exitCode;
}

/** The number of versions that are not on record; undefined where nobody can say. */
async function compare(
  target: string,
  { endpointUrl }: ListOptions,
  { stack }: BatchSession,
  io: Io,
  say: WriteText,
): Promise<number | undefined> {
  if (stack.ledger === undefined) {
    await say('\nnot known whether all is on record: the stack keeps no ledger (Ledger=none)\n');
    return undefined;
  }
  const { bucket, prefix } = parseS3Url(stack.ledger);
  const connection = { region: stack.region, ...(endpointUrl === undefined ? {} : { endpointUrl }) };
  if (!(await new Stores(connection).hasLedger(bucket, prefix))) {
    await say(`\nINCOMPLETE: nothing is on record in ${showSafely(stack.ledger)}\n`);
    return undefined;
  }
  const { examineLedgers } = await import('../commands/examine-ledgers.ts');
  const examined = await examineLedgers(
    [stack.ledger],
    { format: 'table', against: target, ...connection },
    io,
  );
  if (examined?.targetFault !== undefined) throw examined.targetFault;
  const comparison = examined?.figures.completeness?.comparison;
  if (comparison === undefined) return undefined;
  await say(renderComparison(comparison, target));
  return comparison.versions === 0 ? undefined : comparison.missingCount;
}
