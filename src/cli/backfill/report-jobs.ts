/** `backfill report`: what became of the objects of all jobs, and whether everything in the bucket is on record. */
import type { Comparison } from '../../audit/ledger/completeness.ts';
import { compareEnds } from '../../batch/job.ts';
import { Fault } from '../../report/fault.ts';
import { renderComparison } from '../../results/comparison.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io, WriteText } from '../io.ts';
import { Stores } from '../stores.ts';
import { parseS3Url, type S3Location } from '../targets/s3-url.ts';
import type { ListOptions } from './backfill-options.ts';
import type { BatchSession } from './batch-session.ts';
import { JobReports } from './job-reports.ts';
import { renderFailureRows } from './job-rows.ts';
import { renderPlace, selectJobs } from './select-jobs.ts';

const INCOMPLETE = 1;

/** Resolves to the exit code: 0 when all jobs went well and the ledger accounts for the bucket. @throws Fault */
export async function reportJobs(
  place: S3Location,
  options: ListOptions,
  session: BatchSession,
  io: Io,
): Promise<number> {
  const { bucket, prefix } = place;
  const { jobs, unknown } = await selectJobs(session, place, 'all');
  const reports = new JobReports(place);
  reports.addUnknown(unknown);
  for (const job of jobs.toSorted(compareEnds)) {
    if (io.signal.aborted) return INCOMPLETE;
    await reports.add(job, session);
  }
  if (jobs.length + unknown.length === 0)
    await io.writeError(`no job for ${renderPlace(place)}: S3 keeps jobs for 90 days\n`);
  const { format } = options;
  // Where programs read the rows, what is said about them is for a person.
  const say = format === 'table' ? io.writeOut : io.writeError;
  if (format !== 'table') await io.writeOut(renderFailureRows(reports.failures, format));
  await say(format === 'table' ? reports.render() : reports.render(0));
  const target = `s3://${bucket}/${prefix}`;
  const comparison = await compare(target, options, session, io, say);
  if (comparison !== undefined) await say(renderComparison(comparison, target, reports.isWhole));
  const isOnRecord = comparison !== undefined && comparison.versions > 0 && comparison.missingCount === 0;
  return reports.exitCode === 0 && !isOnRecord ? INCOMPLETE : reports.exitCode;
}

/** Of a ledger that is only read. @throws the error, with what to grant */
function namePermissions(error: unknown, ledger: string): never {
  if (!(error instanceof Fault) || error.code !== 'access-denied' || error.isGeneral) throw error;
  const message = `cannot list the ledger ${ledger}: access denied: grant s3:ListBucket and s3:GetObject on its bucket`;
  throw new Fault(error.code, message, { retryable: error.retryable, cause: error });
}

/** Undefined where nobody can say. */
async function compare(
  target: string,
  { endpointUrl }: ListOptions,
  { stack }: BatchSession,
  io: Io,
  say: WriteText,
): Promise<Comparison | undefined> {
  if (stack.ledger === undefined) {
    await say('\nnot known whether all is on record: the stack keeps no ledger (Ledger=none)\n');
    return undefined;
  }
  const { bucket, prefix } = parseS3Url(stack.ledger);
  const connection = { region: stack.region, ...(endpointUrl === undefined ? {} : { endpointUrl }) };
  const { ledger } = stack;
  const stores = new Stores(connection);
  if (!(await stores.hasLedger(bucket, prefix).catch((error: unknown) => namePermissions(error, ledger)))) {
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
  return examined?.figures.completeness?.comparison;
}
