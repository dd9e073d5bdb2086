/** Small generated reports as files of a test's folder, below `in/`. */
import { type GeneratedReport, generateReport, type ReportOptions } from './report-generator.ts';

/** A report of the training job. */
export const makeReport = (trainingJobName: string, options: ReportOptions = {}): GeneratedReport =>
  generateReport({ outputBytes: 500, ruleName: 'ProfilerReport-1', trainingJobName, ...options });

/** Both objects of each report, by path. */
export const filesOf = (...reports: GeneratedReport[]): Record<string, Buffer> =>
  Object.fromEntries(
    reports.flatMap(({ folder, notebook, html }) => [
      [`in/${folder}profiler-report.ipynb`, notebook],
      [`in/${folder}profiler-report.html`, html],
    ]),
  );
