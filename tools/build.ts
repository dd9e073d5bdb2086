/** Bundles what is deployed and what is installed, and says how large it came out. */
import { statSync } from 'node:fs';
import { build } from 'esbuild';
import { bundleOptions } from './bundle-options.ts';

/** Each entry point and its bundle. The SDK is bundled: the runtime's own version is not ours to choose. */
const BUNDLES = [
  ['src/lambda/on-report-created.ts', 'dist/on-report-created/index.mjs'],
  ['src/cli/bin.ts', 'dist/cli.mjs'],
] as const;

for (const [entryPoint, outfile] of BUNDLES) {
  await build({ ...bundleOptions, entryPoints: [entryPoint], outfile });
  console.log(`${outfile}  ${(statSync(outfile).size / 1024).toFixed(0)} KiB`);
}
