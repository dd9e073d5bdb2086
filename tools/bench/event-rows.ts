/** A warm event: the handler that is deployed, over a store that answers at once, beside the plans of its notebook and page. */

import type { AuditRecord } from '../../src/audit/record/schema.ts';
import { systemClock } from '../../src/aws/system-clock.ts';
import { rememberSha256, sha256 } from '../../src/bytes/sha256.ts';
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

/** The rows of a warm event. */
export async function* measureEvent(): AsyncGenerator<Row> {
  const report = readRealReports()[0] ?? generateReport();
  const lines: string[] = [];
  const parts = {
    policy: { mode: 'enforce', html: 'record', sizeLimitBytes: DEFAULT_SIZE_LIMIT_BYTES },
    clock: systemClock,
    log: { debug: () => {}, error: (message: string) => lines.push(message) },
    meter: new EmfMeter('bench', (line) => lines.push(line), systemClock),
    writeRecord: (record: AuditRecord) => lines.push(renderJsonLine({ audit: record })),
  } as const;
  const eventOver = (store: ReportStore) => {
    const handler = makeHandler({ ...parts, store });
    return () => {
      lines.length = 0;
      return handler(EVENT, { awsRequestId: 'bench' });
    };
  };
  const { event, hashing, plans } = await takeTurns(
    {
      event: eventOver(hashedStore(storeOf(report))),
      hashing: eventOver(storeOf(report)),
      plans: () => [planNotebook(report.notebook), planHtml(report.html)],
    },
    ROUNDS,
  );
  if (!lines.some((line) => line.includes('opted-out'))) throw new Error(`not opted out: ${lines}`);
  yield {
    measured: "warm event, ours without S3's time, beside the plans of its notebook and page",
    figure: timesMs(event / plans, event),
    goal: 'at most 2 x',
    limit: 'SHA-256 of the new bytes',
  };
  yield {
    measured: 'the same with SHA-256 of both objects, which the function works out while S3 sends them',
    figure: timesMs(hashing / plans, hashing),
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

/** The same store as the function has it: what it reads was hashed while it arrived. */
function hashedStore(store: ReportStore): ReportStore {
  const hashes = new Map<string, string>();
  const read: ReportStore['read'] = async (ref, sizeLimitBytes) => {
    const answer = await store.read(ref, sizeLimitBytes);
    if (answer.kind === 'found') {
      const { bytes } = answer.object;
      if (!hashes.has(ref.key)) hashes.set(ref.key, sha256(bytes));
      rememberSha256(bytes, hashes.get(ref.key));
    }
    return answer;
  };
  return { ...store, read, readEnd: read };
}
