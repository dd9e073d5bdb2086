/** Reads the completion report of one job: its manifest, and all rows of the files that this names. Pure but for the port. */
import { Fault } from '../report/fault.ts';
import { parseReportManifest, type ResultFile, readResultFile, type TaskRow } from './completion-report.ts';
import { type BatchJob, reportKey } from './job.ts';

/** Opens a file of a report; undefined for one that is not there. */
export type OpenJobFile = (bucket: string, key: string) => Promise<AsyncIterable<Uint8Array> | undefined>;

/** What is wrong with a report, or with one of its files: the report is not whole. */
export interface ReportProblem {
  readonly text: string;
  /** Where it could not be read for a cause that may go away. */
  readonly fault?: Fault;
}

/** The manifest of a report is small; what is larger is none. */
const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

/**
 * Gives each row to `take`, those of a file that is named twice once. A file that cannot be read keeps no other back;
 * its rows before a fault have been given. Resolves to what is wrong with the report. @throws Fault that meets every file
 */
export async function readJobReport(
  { id, report }: Pick<BatchJob, 'id' | 'report'>,
  open: OpenJobFile,
  take: (row: TaskRow) => void,
): Promise<readonly ReportProblem[]> {
  if (report === undefined) return [{ text: 'it was created without a completion report' }];
  const key = reportKey(report.prefix, id);
  const place = `s3://${report.bucket}/${key}`;
  let files: readonly ResultFile[] = [];
  const problem = await problemOf(async () => {
    const chunks = await open(report.bucket, key);
    if (chunks === undefined) return `its completion report is missing: ${place}`;
    const named = parseReportManifest(await textOf(chunks));
    files = named ?? [];
    return named === undefined ? `its completion report cannot be read: ${place}` : undefined;
  });
  const problems = [problem];
  const checksums = new Map<string, string>();
  for (const file of files) problems.push(await problemOf(() => readOnce(file, checksums, open, take)));
  return problems.filter((item) => item !== undefined);
}

/** What is wrong with the file; one that was read before is not read again. */
async function readOnce(
  { bucket, key, md5 }: ResultFile,
  checksums: Map<string, string>,
  open: OpenJobFile,
  take: (row: TaskRow) => void,
): Promise<string | undefined> {
  const place = `s3://${bucket}/${key}`;
  const known = checksums.get(place);
  const name = `a file of its completion report, ${place}`;
  if (known !== undefined) return known === md5 ? undefined : `${name}: it is named with two MD5s`;
  checksums.set(place, md5);
  const chunks = await open(bucket, key);
  const problem = chunks === undefined ? 'it is missing' : await readResultFile(chunks, md5, take);
  return problem === undefined ? undefined : `${name}: ${problem}`;
}

/** In one sentence; undefined when there are none. */
export function describeProblems([first, ...others]: readonly ReportProblem[]): string | undefined {
  if (first === undefined) return undefined;
  return others.length === 0 ? first.text : `${first.text} (and ${others.length} more)`;
}

async function problemOf(read: () => Promise<string | undefined>): Promise<ReportProblem | undefined> {
  try {
    const text = await read();
    return text === undefined ? undefined : { text };
  } catch (error) {
    if (!(error instanceof Fault) || error.isGeneral) throw error;
    return { text: `its completion report is not whole: ${error.message}`, fault: error };
  }
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > MAX_MANIFEST_BYTES) return '';
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString();
}
