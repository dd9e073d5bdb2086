/**
 * What running this costs: the calls, log bytes and time of real-size reports are measured with the deployed handlers
 * against an S3 server in this process, and multiplied with a dated price list. `npm run cost` prints the tables of
 * docs/COST.md.
 */
import { GetObjectCommand, GetObjectTaggingCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PRICES as BATCH_PRICES } from '../src/batch/cost.ts';
import { wireBatchHandler, wireReportHandler } from '../src/lambda/wiring.ts';
import { generateReport } from '../test/support/reports/report-generator.ts';
import { type LocalS3, pointSdkAt, startLocalS3 } from '../test/support/servers/s3-server.ts';
import { propertiesOf } from '../test/support/template/template.ts';
import { limitsOf, type Place, QUOTAS, type ReportNeeds, renderTime } from './catalogue-model.ts';

/** Those of jobs, and what else costs something; all of one date. */
const PRICES = {
  ...BATCH_PRICES,
  sqsRequest: 0.4 / 1e6,
  kmsRequest: 0.03 / 10_000,
  metricMonth: 0.3,
  alarmMonth: 0.1,
  dashboardMonth: 3,
  /** c7g.large: two processors. */
  machineHour: 0.0725,
} as const;

const BUCKET = 'reports';
const REPORTS = 40;
const REAL_SIZE = { outputBytes: 235_000 };
const COUNTS = [1_000, 100_000, 10_000_000];
const CATALOGUES = [1_000_000, 100_000_000];
/** Assumed; the bench has S3 on loopback. */
const REQUEST_SECONDS = 0.06;
/**
 * `apply` with a ledger in a file: requests and processor time as `npm run bench -- bucket` has them, two objects a
 * report, both rewritten.
 */
const BY_MACHINE = { gets: 2, puts: 2, seconds: 0.0092 } as const;
const MACHINE = { processors: 2, atOnce: 256, requestSeconds: REQUEST_SECONDS } as const;

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
  const costs = costsOf(measured, memoryGb, batch);
  row('', ...COUNTS.map((count) => `${count.toLocaleString('en')} reports`));
  row('---', ...COUNTS.map(() => '---:'));
  for (const [name, of] of costs) row(name, ...COUNTS.map((count) => dollars(of(count))));
  row('**sum**', ...COUNTS.map((count) => `**${dollars(sumOf(costs, count))}**`));
}

type Costs = readonly (readonly [name: string, of: (count: number) => number])[];

const sumOf = (costs: Costs, count: number): number => costs.reduce((sum, [, of]) => sum + of(count), 0);

function costsOf(
  { invocations, gets, puts, logBytes, seconds }: Measured,
  memoryGb: number,
  batch: boolean,
): Costs {
  return [
    ['Lambda invocations', (count) => count * invocations * PRICES.lambdaRequest],
    ['Lambda time', (count) => count * seconds * memoryGb * PRICES.lambdaGbSecondArm],
    ['S3 requests', (count) => count * (gets * PRICES.s3Get + puts * PRICES.s3Put)],
    batch
      ? ['S3 Batch Operations', (count) => 2 * PRICES.s3BatchJob + count * 2 * PRICES.s3BatchObject]
      : ['SQS (send, receive, delete)', (count) => count * invocations * 3 * PRICES.sqsRequest],
    ['log, taken in', (count) => ((count * logBytes) / 1e9) * PRICES.logsIngestGb],
    ['log, kept for a year', (count) => ((count * logBytes) / 1e9) * PRICES.logsStoreGbMonth * 12],
  ];
}

/** Time and cost of whole catalogues, by one machine and by S3 Batch Operations with Lambda. */
function renderCatalogues(catalogue: Measured, memoryGb: number): void {
  const requests = BY_MACHINE.gets * PRICES.s3Get + BY_MACHINE.puts * PRICES.s3Put;
  const perSecond = PRICES.machineHour / 3_600;
  const batchCosts = costsOf(catalogue, memoryGb, true);
  const concurrency = { processors: QUOTAS.lambdaConcurrency, atOnce: QUOTAS.lambdaConcurrency };
  console.log(
    `\nTime and cost of a catalogue: ${REQUEST_SECONDS * 1000} ms a request are assumed, the other figures measured\n`,
  );
  row('', 'reports/s', 'limited by', ...CATALOGUES.map((count) => `${count.toLocaleString('en')} reports`));
  row('---', '---:', '---', ...CATALOGUES.map(() => '---:'));
  const renderPlace = (
    name: string,
    needs: ReportNeeds,
    place: Place,
    costOf: (count: number, seconds: number) => number,
  ) => {
    const [[limit, rate] = ['', Number.NaN]] = limitsOf(needs, place);
    const cells = CATALOGUES.map(
      (count) => `${renderTime(count / rate)}, ${dollars(costOf(count, count / rate))}`,
    );
    row(name, rate.toFixed(0), limit, ...cells);
  };
  renderPlace(
    '`apply` on two processors, 256 at once',
    BY_MACHINE,
    MACHINE,
    (count, time) => count * requests + time * perSecond,
  );
  renderPlace(
    `Batch Operations, ${QUOTAS.lambdaConcurrency.toLocaleString('en')} executions of Lambda at once`,
    catalogue,
    { ...concurrency, requestSeconds: REQUEST_SECONDS },
    (count) => sumOf(batchCosts, count),
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
  renderCatalogues(catalogue, memoryGb);
  const fixed = 21 * PRICES.metricMonth + 12 * PRICES.alarmMonth + PRICES.dashboardMonth;
  console.log(
    `\nStanding, a month: ${dollars(fixed)} at most (21 metrics, 12 alarms, the dashboard); with a KMS key and no bucket key, ${dollars(1e6 * landing.gets * PRICES.kmsRequest + 1e6 * landing.puts * PRICES.kmsRequest)} more for a million reports`,
  );
} finally {
  await local.stop();
}
