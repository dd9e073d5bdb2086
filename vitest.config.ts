import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // It runs in browsers, and tools/page-check.ts runs it there.
      exclude: ['src/audit/page/client*.ts'],
      reporter: ['text', 'json-summary'],
      thresholds: {
        // The pure folders decide what is written to people's files: every line and branch is tested.
        'src/{bytes,text,notebook,html,training-job,report,audit}/**/*.ts': {
          lines: 100,
          functions: 100,
          statements: 100,
          branches: 100,
        },
        'src/verdict.ts': { lines: 100, functions: 100, statements: 100, branches: 100 },
      },
    },
  },
});
