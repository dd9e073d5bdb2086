/** A warm event: the handler that is deployed, over a store that answers at once, beside the plans of its notebook and page. */

import { systemClock } from '../../src/aws/system-clock.ts';
import { planHtml } from '../../src/html/plan.ts';
import { makeHandler } from '../../src/lambda/make-handler.ts';
import { EmfMeter } from '../../src/lambda/meter.ts';
import { planNotebook } from '../../src/notebook/plan.ts';
import type { ObjectRef, ReadAnswer, ReportStore } from '../../src/report/ports.ts';
import { renderJsonLine } from '../../src/text/safe-text.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../src/verdict.ts';
import { generateReport } from '../../test/support/reports/report-generator.ts';
import { type HtmlAndNotebook, readRealReports } from './real-reports.ts';
import { type Row, timesMs } from './row.ts';
import { takeTurns } from './take-turns.ts';

const ROUNDS = 300;
const KEY = 'job/rule-output/ProfilerReport-1/profiler-output/profiler-report.ipynb';
const EVENT = {
  Records: [
    {
      eventSource: 'aws:sqs',
      messageId: 'm',
      body: JSON.stringify({
        source: 'aws.s3',
        time: '2026-01-02T03:04:05Z',
        'detail-type': 'Object Created',
        detail: { bucket: { name: 'bucket' }, object: { key: KEY } },
      }),
    },
  ],
};

/** The row of a warm event. */
export async function* measureEvent(): AsyncGenerator<Row> {
  const report = readRealReports()[0] ?? generateReport();
  const lines: string[] = [];
  const handler = makeHandler({
    store: storeOf(report),
    policy: { mode: 'enforce', html: 'record', sizeLimitBytes: DEFAULT_SIZE_LIMIT_BYTES },
    clock: systemClock,
    log: { debug: () => {}, error: (message) => lines.push(message) },
    meter: new EmfMeter('bench', (line) => lines.push(line), systemClock),
    writeRecord: (record) => lines.push(renderJsonLine({ audit: record })),
  });
  const { event, plans } = await takeTurns(
    {
      event: () => {
        lines.length = 0;
        return handler(EVENT, { awsRequestId: 'bench' });
      },
      plans: () => [planNotebook(report.notebook), planHtml(report.html)],
    },
    ROUNDS,
  );
  if (!lines.some((line) => line.includes('opted-out'))) throw new Error(`not opted out: ${lines}`);
  yield {
    measured: "warm event, ours without S3's time, beside the plans of its notebook and page",
    figure: timesMs(event / plans, event),
    goal: 'at most 2 x',
    limit: 'SHA-256 of both objects and of the new bytes',
  };
}

/**
 * A store that has the report, as bytes that nobody has hashed before, and forgets what is written. Pages come whole, as
 * those below a megabyte do from S3.
 */
function storeOf(report: HtmlAndNotebook): ReportStore {
  const read = async (ref: ObjectRef): Promise<ReadAnswer> => ({
    kind: 'found',
    object: {
      ref,
      bytes: (ref.key === KEY ? report.notebook : report.html).subarray(),
      etag: 'before',
      lastModified: new Date(0),
      replace: async () => ({ kind: 'replaced', etag: 'after' }),
    },
  });
  return { exists: async () => true, read, readEnd: read, async *listVersions() {} };
}
