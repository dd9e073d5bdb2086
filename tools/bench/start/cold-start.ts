/**
 * Measures the part of a cold start that is ours: how long Node takes to import the function's bundle, beside bundles
 * of nothing but an S3 client with the same commands.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleOptions, functionOptions, splitOptions } from '../../bundle-options.ts';
import { medianOf } from '../median.ts';

// Enough that the medians do not follow whatever else the machine does.
const ROUNDS = 40;
const WARM_UP = 2;
const ROOT = new URL('../../..', import.meta.url).pathname;

/** Exports the commands, or esbuild would leave them out; makes the client when imported, as the function does. */
const BARE_CLIENT = `
import { GetObjectCommand, GetObjectTaggingCommand, ListObjectsV2Command, ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
export const client = new S3Client({});
export { GetObjectCommand, GetObjectTaggingCommand, ListObjectsV2Command, ListObjectVersionsCommand, PutObjectCommand };
`;

/** What is measured, by its name, and the path of its bundle. */
export interface ColdStartBundles {
  readonly deployed: string;
  /** The bare client as it would be deployed otherwise: in several files, the whole SDK's. */
  readonly client: string;
  /** The bare client with the functions' own modules in place of parts of the SDK. */
  readonly clientAsOurs: string;
  /** The bare client in one file. */
  readonly clientInOne: string;
}

/** Bundles all of them into `folder`, the function as the template does. */
export async function bundleForColdStart(folder: string): Promise<ColdStartBundles> {
  const common = { absWorkingDir: ROOT };
  const entryPoints = [{ in: 'src/lambda/on-report-created.ts', out: 'index' }];
  const stdin = { contents: BARE_CLIENT, resolveDir: ROOT };
  const asClient = { ...common, stdin, entryNames: 'index' };
  const outdirOf = (name: keyof ColdStartBundles) => join(folder, name);
  await build({ ...functionOptions, ...common, entryPoints, outdir: outdirOf('deployed') });
  await build({ ...splitOptions, ...asClient, outdir: outdirOf('client') });
  await build({ ...functionOptions, ...asClient, outdir: outdirOf('clientAsOurs') });
  await build({ ...bundleOptions, ...common, stdin, outfile: join(outdirOf('clientInOne'), 'index.mjs') });
  const pathOf = (name: keyof ColdStartBundles) => join(outdirOf(name), 'index.mjs');
  return {
    deployed: pathOf('deployed'),
    client: pathOf('client'),
    clientAsOurs: pathOf('clientAsOurs'),
    clientInOne: pathOf('clientInOne'),
  };
}

/** What the imports of a bundle took, in a fresh process for each round. */
export interface Imports {
  readonly ms: readonly number[];
  /** Processor time, which waits for other programs do not count in. */
  readonly cpuMs: readonly number[];
}

/** Imports each by turns. */
export async function measureImports(
  bundles: ColdStartBundles,
): Promise<Readonly<Record<keyof ColdStartBundles, Imports>>> {
  const start = () => ({ ms: [] as number[], cpuMs: [] as number[] });
  const measured = { deployed: start(), client: start(), clientAsOurs: start(), clientInOne: start() };
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1)
    for (const name of Object.keys(measured) as (keyof ColdStartBundles)[]) {
      const { ms, cpuMs } = await importAlone(bundles[name]);
      if (round < WARM_UP) continue;
      measured[name].ms.push(ms);
      measured[name].cpuMs.push(cpuMs);
    }
  return measured;
}

/** The median over the rounds of how many times as long one took as the other in the same round. */
export const ratioOf = (some: readonly number[], others: readonly number[]): number =>
  medianOf(some.map((one, round) => one / (others[round] ?? Number.NaN)));

/** From before the import until the module is there, in a process of its own without settings. */
async function importAlone(path: string): Promise<{ readonly ms: number; readonly cpuMs: number }> {
  const code = `
    const start = performance.now();
    const before = process.cpuUsage();
    await import(${JSON.stringify(pathToFileURL(path).href)});
    const { user, system } = process.cpuUsage(before);
    console.log(JSON.stringify({ ms: performance.now() - start, cpuMs: (user + system) / 1000 }));
  `;
  const { stdout } = await runAlone(code, { AWS_REGION: 'us-east-1' });
  return JSON.parse(stdout);
}

/** Runs code in a process of its own, with no environment but this. @throws Error when it fails */
export const runAlone = (code: string, env: Readonly<Record<string, string>>): Promise<{ stdout: string }> =>
  promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], { env, timeout: 30_000 });
