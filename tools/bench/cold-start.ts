/**
 * Measures the part of a cold start that is ours: how long Node takes to import the function's bundle, beside a
 * bundle of nothing but an S3 client with the same commands.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions, functionOptions } from '../bundle-options.ts';
import { medianOf } from './median.ts';

// Enough that the median does not follow whatever else the machine does.
const ROUNDS = 40;
const WARM_UP = 2;
const ROOT = new URL('../..', import.meta.url).pathname;

/** Exports the commands, or esbuild would leave them out; makes the client when imported, as the function does. */
const BARE_CLIENT = `
import { GetObjectCommand, GetObjectTaggingCommand, ListObjectsV2Command, ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
export const client = new S3Client({});
export { GetObjectCommand, GetObjectTaggingCommand, ListObjectsV2Command, ListObjectVersionsCommand, PutObjectCommand };
`;

/** Median milliseconds that the import takes in a fresh process. */
export interface ColdStart {
  readonly functionMs: number;
  readonly bareClientMs: number;
  /** The bare client in several files, as the function is. */
  readonly splitClientMs: number;
}

/** Bundles all into `folder`, as the template does, and imports them by turns. */
export async function measureColdStart(folder: string): Promise<ColdStart> {
  const paths = {
    functionMs: join(folder, 'function.mjs'),
    bareClientMs: join(folder, 'bare-client.mjs'),
    splitClientMs: join(folder, 'split', 'bare-client.mjs'),
  };
  const common = { absWorkingDir: ROOT };
  await build({
    ...functionOptions,
    ...common,
    entryPoints: [{ in: 'src/lambda/on-report-created.ts', out: 'function' }],
    outdir: folder,
  });
  const stdin = { contents: BARE_CLIENT, resolveDir: ROOT };
  await build({ ...bundleOptions, ...common, stdin, outfile: paths.bareClientMs });
  await build({
    ...functionOptions,
    ...common,
    stdin,
    entryNames: 'bare-client',
    outdir: join(folder, 'split'),
  });
  const times: Record<keyof ColdStart, number[]> = { functionMs: [], bareClientMs: [], splitClientMs: [] };
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const name of ['functionMs', 'bareClientMs', 'splitClientMs'] as const) {
      const ms = importAlone(paths[name]);
      if (round >= WARM_UP) times[name].push(ms);
    }
  }
  const { functionMs, bareClientMs, splitClientMs } = times;
  return {
    functionMs: medianOf(functionMs),
    bareClientMs: medianOf(bareClientMs),
    splitClientMs: medianOf(splitClientMs),
  };
}

/** Milliseconds from before the import until the module is there, in a process of its own without settings. */
function importAlone(path: string): number {
  const code = `
    const start = performance.now();
    await import(${JSON.stringify(pathToFileURL(path).href)});
    console.log(performance.now() - start);
  `;
  const child = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    encoding: 'utf8',
    env: { AWS_REGION: 'us-east-1' },
    timeout: 30_000,
  });
  const ms = Number.parseFloat(child.stdout);
  if (child.status !== 0 || Number.isNaN(ms)) throw new Error(`cannot import ${path}: ${child.stderr}`);
  return ms;
}
