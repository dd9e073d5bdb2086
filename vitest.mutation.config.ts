import { defineConfig } from 'vitest/config';

/** The tests of the pure folders: what the mutation run judges them by. */
export default defineConfig({
  test: { include: ['test/{bytes,notebook,html,report,audit}/**/*.test.ts'], testTimeout: 60_000 },
});
