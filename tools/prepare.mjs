/**
 * Makes the package when npm takes it from git, as pre-commit does: npm runs `prepare` for that, and not `prepack`. It
 * does nothing in a checkout that is developed in. JavaScript, so that any Node that npm runs on can start it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const { npm_package_resolved: packedFrom, npm_execpath: npm } = process.env;

/** Runs npm with the Node that runs this. */
function runNpm(...words) {
  // A global installation hands `global` down: with it, npm would install the package here instead of what builds it.
  const { npm_package_resolved: _, ...rest } = process.env;
  const env = { ...rest, npm_config_global: 'false' };
  const { status, error } = spawnSync(process.execPath, [npm, ...words], { stdio: 'inherit', env });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

// Set when a folder is packed; `npm pack` has run `prepack` before.
if (packedFrom !== undefined && !existsSync('dist/cli.mjs')) {
  if (!existsSync('node_modules/esbuild')) runNpm('ci', '--no-audit', '--no-fund');
  // npm puts the Node of this project first on the PATH of scripts.
  runNpm('run', 'prepack');
}
