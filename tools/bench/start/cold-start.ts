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

// Enough that each has a round in which the machine does nothing else.
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

/**
 * Least milliseconds that the import of each takes in a fresh process; they take turns. What else the machine does only
 * adds to them, and to the one more than to the other.
 */
export async function measureImports(
  bundles: ColdStartBundles,
): Promise<Readonly<Record<keyof ColdStartBundles, number>>> {
  const names = Object.keys(bundles) as (keyof ColdStartBundles)[];
  const measured = names.map((name) => ({ name, ms: [] as number[] }));
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1)
    for (const { name, ms } of measured) {
      const taken = await importAlone(bundles[name]);
      if (round >= WARM_UP) ms.push(taken);
    }
  return Object.fromEntries(measured.map(({ name, ms }) => [name, Math.min(...ms)])) as Record<
    keyof ColdStartBundles,
    number
  >;
}

/** Milliseconds from before the import until the module is there, in a process of its own without settings. */
async function importAlone(path: string): Promise<number> {
  const code = `
    const start = performance.now();
    await import(${JSON.stringify(pathToFileURL(path).href)});
    console.log(performance.now() - start);
  `;
  const { stdout } = await runAlone(code, { AWS_REGION: 'us-east-1' });
  return Number.parseFloat(stdout);
}

/** Runs code in a process of its own, with no environment but this. @throws Error when it fails */
export const runAlone = (code: string, env: Readonly<Record<string, string>>): Promise<{ stdout: string }> =>
  promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], { env, timeout: 30_000 });
