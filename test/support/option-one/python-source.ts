/** What is planned for the source of a Python file. */
import { planPythonFile } from '../../../src/training-job/python/plan-python-file.ts';
import { describePlan, planAndApply } from './contract.ts';

/** The plan, and the file after it. */
export const planSource = (source: string | Uint8Array) => planAndApply(planPythonFile, Buffer.from(source));

/** Its verdicts with their lines, as the cases have them. */
export const describeSource = (source: string) =>
  describePlan(
    planSource(source).plan,
    (at) =>
      Buffer.from(source)
        .toString('utf8', 0, at)
        .split(/\r\n|\r|\n/).length,
  );
