import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // They run in browsers, where tools/page-check.ts runs them; those without elements are tested here, too.
      exclude: [
        'src/audit/page/browser-assets.ts',
        'src/audit/page/browser/{main,elements,evidence,filter,paging,print,rows,table}.ts',
      ],
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
