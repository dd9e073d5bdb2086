import { defineConfig } from 'vitest/config';

/** Checks against real counterparts, which .ci/run starts; they are no part of npm test. */
export default defineConfig({
  test: { include: ['test/counterparts/**/*.check.ts'], testTimeout: 120_000 },
});
