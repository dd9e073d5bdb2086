/** Reads the completion report of one job: its manifest, and all rows of the files that this names. Pure but for the port. */
import { parseReportManifest, readResultFile, type TaskRow } from './completion-report.ts';
import { type BatchJob, reportKey } from './job.ts';

/** Opens a file of a report; undefined for one that is not there. */
export type OpenJobFile = (bucket: string, key: string) => Promise<AsyncIterable<Uint8Array> | undefined>;

/** The manifest of a report is small; what is larger is none. */
const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

/** Gives each row to `take`. Resolves to what is wrong with the report, or undefined; rows before a fault have been given. */
export async function readJobReport(
  { id, report }: Pick<BatchJob, 'id' | 'report'>,
  open: OpenJobFile,
  take: (row: TaskRow) => void,
): Promise<string | undefined> {
  if (report === undefined) return 'it was created without a completion report';
  const key = reportKey(report.prefix, id);
  const place = `s3://${report.bucket}/${key}`;
  const opened = await open(report.bucket, key);
  if (opened === undefined) return `its completion report is missing: ${place}`;
  const files = parseReportManifest(await textOf(opened));
  if (files === undefined) return `its completion report cannot be read: ${place}`;
  for (const file of files) {
    const chunks = await open(file.bucket, file.key);
    const problem = chunks === undefined ? 'it is missing' : await readResultFile(chunks, file.md5, take);
    if (problem !== undefined)
      return `a file of its completion report, s3://${file.bucket}/${file.key}: ${problem}`;
  }
  return undefined;
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
