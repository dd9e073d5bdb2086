/** How esbuild makes the bundles: those that are built, and those that are only measured. */
import type { BuildOptions } from 'esbuild';

/** The options of every bundle; entry point and outfile come on top. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // ES modules leave out what is not used: 156 KiB less of the SDK, and about a tenth of the import time.
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  // Some packages still call require, which ES modules have to be given.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
} satisfies BuildOptions;

/** In several files: what is imported only when it is used (a parser, the SageMaker client) lies in one of its own. */
export const splitOptions = {
  ...bundleOptions,
  splitting: true,
  outExtension: { '.js': '.mjs' },
} satisfies BuildOptions;

const SDK_REPLACEMENTS = new URL('../src/aws/sdk-replacements/', import.meta.url).pathname;

/** Of the functions: with our own modules in place of parts of the SDK and of Node that no cold start needs. */
export const functionOptions = {
  ...splitOptions,
  // None of their packages calls require; to make it for each file takes a thirtieth of the import.
  banner: {},
  alias: {
    '@aws-sdk/credential-provider-node': `${SDK_REPLACEMENTS}credential-provider-node.ts`,
    '@smithy/core/event-streams': `${SDK_REPLACEMENTS}event-streams.ts`,
    'node:crypto': `${SDK_REPLACEMENTS}node-builtins.ts`,
    'node:fs': `${SDK_REPLACEMENTS}node-builtins.ts`,
    'node:fs/promises': `${SDK_REPLACEMENTS}node-builtins.ts`,
    'node:process': `${SDK_REPLACEMENTS}node-builtins.ts`,
    'node:zlib': `${SDK_REPLACEMENTS}node-builtins.ts`,
  },
} satisfies BuildOptions;

/** Of the command line: what a command does not need is not even read. */
export const commandLineBundle = {
  ...splitOptions,
  entryPoints: [
    { in: new URL('../src/cli/launch.ts', import.meta.url).pathname, out: 'cli' },
    {
      in: new URL('../src/cli/threads/assessment-thread.ts', import.meta.url).pathname,
      out: 'cli/assessment-thread',
    },
    {
      in: new URL('../src/files/sorting/threads/ledger-thread.ts', import.meta.url).pathname,
      out: 'cli/ledger-thread',
    },
  ],
  chunkNames: 'cli/[name]-[hash]',
} satisfies BuildOptions;
