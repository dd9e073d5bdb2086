#!/usr/bin/env node
/**
 * The entry of the package: loads the program, or says which Node is needed. It must parse and run on any Node that
 * knows modules, so it has no static imports and no newer syntax.
 */

/** As `engines` in package.json, and tried on it: node:sqlite is complete and TypeScript runs. */
const MIN_MAJOR = 22;
const MIN_MINOR = 18;
const WRONG_USAGE = 64;

const parts = process.versions.node.split('.');
const major = Number(parts[0]);
const minor = Number(parts[1]);
if (major < MIN_MAJOR || (major === MIN_MAJOR && minor < MIN_MINOR)) {
  console.error(
    `profiler-opt-out needs Node ${MIN_MAJOR}.${MIN_MINOR} or later; this is Node ${process.versions.node} (${process.execPath})`,
  );
  process.exitCode = WRONG_USAGE;
} else {
  import('./bin.ts');
}
