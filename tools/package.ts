/** Makes what the npm package holds: command line, library, declarations, bill of materials and licences. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { software } from '../src/report/software.ts';
import { commandLineBundle } from './bundle-options.ts';
import { bundledPackages, renderLicences, renderSpdx } from './package/bill-of-materials.ts';
import { writeDeclarations } from './package/declarations.ts';
import { libraryBundle } from './package/library.ts';

process.chdir(new URL('..', import.meta.url).pathname);
for (const own of ['cli', 'cli.mjs', 'cli.mjs.map', 'lib', 'types'])
  rmSync(`dist/${own}`, { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
const bundles = [commandLineBundle, libraryBundle];
const results = await Promise.all(
  bundles.map((options) => build({ ...options, outdir: 'dist', metafile: true, sourcemap: false })),
);
const packages = bundledPackages(results.map(({ metafile }) => metafile));
await writeDeclarations('dist/types');
writeFileSync('dist/sbom.spdx.json', renderSpdx(packages, software.version));
writeFileSync('dist/THIRD-PARTY-LICENCES.txt', renderLicences(packages));
console.log(`${packages.length} packages are bundled; dist/THIRD-PARTY-LICENCES.txt has their licences`);
