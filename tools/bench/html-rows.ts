/** The plan of HTML reports of real size, beside a bare scan and beside JSON.parse of the notebook that lies with each. */
import { generateReport } from '../../test/support/reports/report-generator.ts';
import { measureHtml } from './html-plan.ts';
import { readRealReports } from './real-reports.ts';
import { type Row, times } from './row.ts';

const OUTPUT_BYTES = 235_000;

/** The real reports where they are present, else a generated one. */
export async function* measureHtmlReports(): AsyncGenerator<Row> {
  const real = readRealReports();
  const reports = real.length > 0 ? real : [generateReport({ outputBytes: OUTPUT_BYTES })];
  const { planMs, maxPlanMs, scanMs, parseMs } = measureHtml(reports);
  const which = real.length > 0 ? `${real.length} real HTML reports` : 'a generated HTML report';
  yield {
    measured: `plan of ${which}, median and maximum`,
    figure: `${planMs.toFixed(2)} ms, ${maxPlanMs.toFixed(2)} ms`,
    goal: 'at most 1 ms',
    limit: 'the tokenizer goes from tag to tag; the text between is skipped',
  };
  yield {
    measured: 'the same beside JSON.parse of the notebook',
    figure: times(planMs / parseMs),
    goal: 'at most 1 x',
  };
  yield { measured: "the same beside a bare scan for the beacon's id", figure: times(planMs / scanMs) };
}
