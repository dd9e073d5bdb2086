/** Ends a run of vitest with the line that every check ends with: `N passed, N failed`. */
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** A skipped test counts as failed: a check leaves nothing out. An error outside of tests counts as one. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const broken = modules.flatMap((module) => module.errors()).length + errors.length;
    console.log(`${passed} passed, ${tests.length - passed + broken} failed`);
  }
}
