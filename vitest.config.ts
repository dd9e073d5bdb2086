import { defineConfig } from 'vitest/config';
import { NearestFirst } from './test/support/mutation/nearest-first.ts';

/** The rooms that decide what is written to people's files, which need nothing but bytes and a clock. */
const PURE_ROOMS = [
  'bytes',
  'text',
  'jupyter',
  'python',
  'notebook',
  'html',
  'training-job',
  'report',
  'audit',
  'batch',
].join(',');
const EVERYTHING = { lines: 100, functions: 100, statements: 100, branches: 100 };

const unit = { name: 'unit', include: ['test/**/*.test.ts'], testTimeout: 60_000 };
/** Tests of the deeper checks, which `npm run verify` starts the counterparts for. */
const checks = { name: 'checks', include: ['test/checks/*/*.check.ts'], testTimeout: 120_000 };
/** What a mutation is judged by: a room's own tests. */
const mutation = {
  name: 'mutation',
  include: [`test/{${PURE_ROOMS}}/**/*.test.ts`],
  // Flaws are put into the text of the sources, which here holds mutants already. Thousands of random examples take most
  // of the time, and a mutant has to die by an example of its own.
  exclude: ['**/*.{flaws,properties,agreement}.test.ts'],
  // Whether a mutant dies must not be luck.
  setupFiles: ['test/support/mutation/fixed-chance.ts'],
  testTimeout: 60_000,
  // A mutant is judged in a fraction of the time where the files share what they import; the tests change none of it.
  isolate: false,
};

// Stryker takes all projects that it finds.
const isMutating = process.env['STRYKER_MUTATOR_WORKER'] !== undefined;

const projects = (isMutating ? [mutation] : [unit, checks]).map((test) => ({ test }));
/** The project that is run unless --project names another; the option's type knows it for the command line only. */
const byDefault = { project: isMutating ? mutation.name : unit.name };

export default defineConfig({
  test: {
    ...byDefault,
    ...(isMutating ? { sequence: { sequencer: NearestFirst } } : {}),
    projects,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // The scan in AssemblyScript runs as WebAssembly. The others run in browsers, where test/checks/page runs them;
      // those without elements are tested here, too.
      exclude: [
        'src/jupyter/json/assembly/{index,letters,members,problems,scalars,scan,search,texts}.ts',
        'src/audit/record/usual/assembly/{index,letters,same,scalars}.ts',
        'src/audit/page/browser-assets.ts',
        'src/audit/page/browser/{main,elements,evidence,filter,paging,print,rows,table}.ts',
      ],
      reporter: ['text', 'json-summary'],
      // Every line and branch of the pure rooms is tested.
      thresholds: {
        [`src/{${PURE_ROOMS}}/**/*.ts`]: EVERYTHING,
        'src/verdict.ts': EVERYTHING,
      },
    },
  },
});
