/**
 * The completion report of a job: a manifest that names files of rows with their MD5, a row for each object. Pure.
 * Source: Amazon S3 User Guide, "Examples: S3 Batch Operations completion reports".
 */
import { createHash } from 'node:crypto';
import { csvRows } from './csv-rows.ts';

/** One file of rows. */
export interface ResultFile {
  readonly bucket: string;
  readonly key: string;
  readonly md5: string;
}

/** What became of one object. */
export interface TaskRow {
  readonly bucket: string;
  readonly key: string;
  readonly isSucceeded: boolean;
  /** S3's own word, such as `PermanentFailure`; empty when all went well. */
  readonly errorCode: string;
  /** What the function answered, or what S3 says in its place. */
  readonly message: string;
}

const FORMAT = 'Report_CSV_20180820';

/** The files that a manifest names, or undefined for a text that is no manifest. */
export function parseReportManifest(text: string): readonly ResultFile[] | undefined {
  const manifest = parseJson(text);
  if (manifest?.['Format'] !== FORMAT || !Array.isArray(manifest['Results'])) return undefined;
  const files = (manifest['Results'] as unknown[]).map((result) => {
    const { Bucket, Key, MD5Checksum } = (result ?? {}) as Record<string, unknown>;
    return { bucket: Bucket, key: Key, md5: MD5Checksum };
  });
  const isWhole = files.every((file) => Object.values(file).every((value) => typeof value === 'string'));
  return isWhole ? (files as ResultFile[]) : undefined;
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Gives each row of a file to `take`. Resolves to what is wrong with the file, or undefined: then it is whole, as its
 * MD5 says. Rows before a fault have been given.
 */
export async function readResultFile(
  chunks: AsyncIterable<Uint8Array>,
  md5: string,
  take: (row: TaskRow) => void,
): Promise<string | undefined> {
  const hash = createHash('md5');
  let problem: string | undefined;
  let count = 0;
  for await (const cells of csvRows(hashed(chunks, hash))) {
    count += 1;
    const row = rowOf(cells);
    if (row === undefined) problem ??= `row ${count} is no row of a completion report`;
    else take(row);
  }
  const isWhole = hash.digest('hex') === md5.toLowerCase();
  return isWhole ? problem : 'its MD5 is not the one that the report names: cut short or changed';
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

const COLUMNS = 7;

/** The report's schema has the error's code before the status of HTTP, AWS's own examples have it behind. */
function rowOf(cells: readonly string[]): TaskRow | undefined {
  const [bucket = '', encoded = '', , status, first = '', second = '', message = ''] = cells;
  const key = decodeKey(encoded);
  if (cells.length !== COLUMNS || key === undefined) return undefined;
  if (status !== 'succeeded' && status !== 'failed') return undefined;
  const errorCode = [first, second].find((cell) => !/^[0-9]*$/.test(cell)) ?? '';
  return { bucket, key, isSucceeded: status === 'succeeded', errorCode, message };
}

/** The key that is URL-encoded in manifests and completion reports; undefined where that is not so. */
export function decodeKey(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
