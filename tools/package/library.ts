/** What is worth using as a library: the modules that `exports` of package.json names, bundled. */
import type { BuildOptions } from 'esbuild';
import { splitOptions } from '../bundle-options.ts';

/** The source of each entry of `exports`, below src/. */
export const LIBRARY = {
  notebook: 'notebook/plan.ts',
  html: 'html/plan.ts',
  edits: 'bytes/edit.ts',
  record: 'audit/record/read-record.ts',
} as const;

/** The bundles of the library, with chunks that they share. */
export const libraryBundle = {
  ...splitOptions,
  entryPoints: Object.entries(LIBRARY).map(([out, path]) => ({
    in: new URL(`../../src/${path}`, import.meta.url).pathname,
    out: `lib/${out}`,
  })),
  chunkNames: 'lib/[name]-[hash]',
} satisfies BuildOptions;
