/** Bundles what is deployed and what is installed, and says how large it came out. */
import { globSync, rmSync, statSync } from 'node:fs';
import { build } from 'esbuild';
import { commandLineBundle, functionOptions } from './bundle-options.ts';

// The SDK is bundled: the runtime's own version is not ours to choose.
rmSync('dist', { recursive: true, force: true });
for (const name of ['on-report-created', 'on-training-job']) {
  await build({
    ...functionOptions,
    entryPoints: [{ in: `src/lambda/${name}.ts`, out: 'index' }],
    outdir: `dist/${name}`,
  });
}
await build({ ...commandLineBundle, outdir: 'dist' });
for (const path of globSync('dist/**/*.mjs').sort()) {
  console.log(`${path}  ${(statSync(path).size / 1024).toFixed(0)} KiB`);
}
