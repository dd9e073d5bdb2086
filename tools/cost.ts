/**
 * What running this costs: the calls, log bytes and time of real-size reports are measured with the deployed handlers
 * against an S3 server in this process, and multiplied with a dated price list. `npm run cost` prints the tables of
 * docs/COST.md.
 */
import { GetObjectCommand, GetObjectTaggingCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { wireBatchHandler, wireReportHandler } from '../src/lambda/wiring.ts';
import { generateReport } from '../test/support/reports/report-generator.ts';
import { type LocalS3, pointSdkAt, startLocalS3 } from '../test/support/servers/s3-server.ts';
import { propertiesOf } from '../test/support/template/template.ts';

/** US dollars, us-east-1, first tier, without free tiers. Written down on `asOf`; AWS's pricing pages have today's. */
const PRICES = {
  asOf: '2026-11-24',
  lambdaRequest: 0.2 / 1e6,
  lambdaGbSecondArm: 0.0000133334,
  sqsRequest: 0.4 / 1e6,
  s3Put: 0.005 / 1000,
  s3Get: 0.0004 / 1000,
  s3BatchJob: 0.25,
  s3BatchObject: 1 / 1e6,
  logsIngestGb: 0.5,
  logsStoreGbMonth: 0.03,
  kmsRequest: 0.03 / 10_000,
  metricMonth: 0.3,
  alarmMonth: 0.1,
  dashboardMonth: 3,
} as const;

const BUCKET = 'reports';
const REPORTS = 40;
const REAL_SIZE = { outputBytes: 235_000 };
const COUNTS = [1_000, 100_000, 10_000_000];

/** What one report needs, on average. */
interface Measured {
  readonly invocations: number;
  readonly gets: number;
  readonly puts: number;
  readonly logBytes: number;
  readonly seconds: number;
}

const counted = { gets: 0, puts: 0 };
/** Every S3 client of this process counts its calls. */
function countCalls(): void {
  const send = S3Client.prototype.send;
  S3Client.prototype.send = function (this: S3Client, ...args: Parameters<S3Client['send']>) {
    const [command] = args;
    // This server refuses to give the last MiB of what is smaller, and is asked again; S3 gives all of it (RFC 9110).
    const isRefused = command instanceof GetObjectCommand && command.input.Range !== undefined;
    const isGet = command instanceof GetObjectCommand || command instanceof GetObjectTaggingCommand;
    if (isGet && !isRefused) counted.gets += 1;
    if (command instanceof PutObjectCommand) counted.puts += 1;
    return send.apply(this, args);
  } as typeof send;
}

const queued = (key: string) => ({
  Records: [
    {
      eventSource: 'aws:sqs',
      messageId: key,
      body: JSON.stringify({
        source: 'aws.s3',
        'detail-type': 'Object Created',
        time: new Date().toISOString(),
        detail: { bucket: { name: BUCKET }, object: { key } },
      }),
    },
  ],
});
const task = (s3Key: string) => ({
  invocationSchemaVersion: '2.0',
  invocationId: 'i',
  tasks: [{ taskId: 't', s3Key: encodeURIComponent(s3Key), s3Bucket: BUCKET }],
});

/** Measures `invoke` over reports: what each of its events costs, averaged over reports. */
async function measure(
  local: LocalS3,
  invoke: (folder: string) => Promise<number>,
  name: string,
  lines: string[],
): Promise<Measured> {
  const { notebook, html } = generateReport(REAL_SIZE);
  const folders = Array.from({ length: REPORTS + 5 }, (_, index) => `${name}-${index}/profiler-output/`);
  for (const folder of folders) {
    await local.put(`${folder}profiler-report.ipynb`, notebook);
    await local.put(`${folder}profiler-report.html`, html);
  }
  // The first ones warm the process up.
  for (const folder of folders.slice(0, 5)) await invoke(folder);
  lines.length = 0;
  counted.gets = 0;
  counted.puts = 0;
  const begunAt = performance.now();
  let invocations = 0;
  for (const folder of folders.slice(5)) invocations += await invoke(folder);
  const seconds = (performance.now() - begunAt) / 1000;
  const logBytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  return {
    invocations: invocations / REPORTS,
    gets: counted.gets / REPORTS,
    puts: counted.puts / REPORTS,
    logBytes: logBytes / REPORTS,
    seconds: seconds / REPORTS,
  };
}

const row = (...cells: readonly (string | number)[]) => console.log(`| ${cells.join(' | ')} |`);
const dollars = (amount: number) => `$${amount.toFixed(2)}`;

function renderTable(title: string, measured: Measured, memoryGb: number, batch: boolean): void {
  const { invocations, gets, puts, logBytes, seconds } = measured;
  console.log(
    `\n${title}: a report takes ${invocations.toFixed(0)} invocations of ${((seconds / invocations) * 1000).toFixed(0)} ms, ${gets.toFixed(0)} GET, ${puts.toFixed(0)} PUT, ${(logBytes / 1024).toFixed(1)} KiB of log\n`,
  );
  row('', ...COUNTS.map((count) => `${count.toLocaleString('en')} reports`));
  row('---', ...COUNTS.map(() => '---:'));
  const costs: [string, (count: number) => number][] = [
    ['Lambda invocations', (count) => count * invocations * PRICES.lambdaRequest],
    ['Lambda time', (count) => count * seconds * memoryGb * PRICES.lambdaGbSecondArm],
    ['S3 requests', (count) => count * (gets * PRICES.s3Get + puts * PRICES.s3Put)],
    batch
      ? ['S3 Batch Operations', (count) => 2 * PRICES.s3BatchJob + count * 2 * PRICES.s3BatchObject]
      : ['SQS (send, receive, delete)', (count) => count * invocations * 3 * PRICES.sqsRequest],
    ['log, taken in', (count) => ((count * logBytes) / 1e9) * PRICES.logsIngestGb],
    ['log, kept for a year', (count) => ((count * logBytes) / 1e9) * PRICES.logsStoreGbMonth * 12],
  ];
  for (const [name, of] of costs) row(name, ...COUNTS.map((count) => dollars(of(count))));
  row(
    '**sum**',
    ...COUNTS.map((count) => `**${dollars(costs.reduce((sum, [, of]) => sum + of(count), 0))}**`),
  );
}

const local = await startLocalS3(BUCKET);
try {
  pointSdkAt(local.endpointUrl);
  const lines: string[] = [];
  const environment = { STACK_NAME: 'cost', LEDGER_BUCKET: BUCKET, LEDGER_PREFIX: 'ledger/' };
  const onEvent = wireReportHandler(environment, (line) => lines.push(line));
  const onTask = wireBatchHandler(environment, (line) => lines.push(line));
  const { MemorySize } = propertiesOf<{ readonly MemorySize: string }>('OnReportCreated');
  const memoryGb = Number(MemorySize) / 1024;
  countCalls();
  const landing = await measure(
    local,
    async (folder) => {
      // The HTML report lands, the notebook lands, and our rewriting of the notebook raises an event of its own.
      const keys = ['html', 'ipynb', 'ipynb'].map((ending) => `${folder}profiler-report.${ending}`);
      for (const key of keys) await onEvent(queued(key), { awsRequestId: 'cost' });
      return keys.length;
    },
    'landing',
    lines,
  );
  const catalogue = await measure(
    local,
    async (folder) => {
      const keys = ['ipynb', 'html'].map((ending) => `${folder}profiler-report.${ending}`);
      for (const key of keys) await onTask(task(key), { awsRequestId: 'cost' });
      // The rewriting raises an event for the other function.
      await onEvent(queued(`${folder}profiler-report.ipynb`), { awsRequestId: 'cost' });
      return keys.length + 1;
    },
    'catalogue',
    lines,
  );
  console.log(`US dollars, us-east-1, prices as of ${PRICES.asOf}, no free tier, ${MemorySize} MiB on arm64`);
  renderTable('Reports as they land', landing, memoryGb, false);
  renderTable('The back catalogue', catalogue, memoryGb, true);
  const fixed = 16 * PRICES.metricMonth + 8 * PRICES.alarmMonth + PRICES.dashboardMonth;
  console.log(
    `\nStanding, a month: ${dollars(fixed)} at most (16 metrics, 8 alarms, the dashboard); with a KMS key and no bucket key, ${dollars(1e6 * landing.gets * PRICES.kmsRequest + 1e6 * landing.puts * PRICES.kmsRequest)} more for a million reports`,
  );
} finally {
  await local.stop();
}
