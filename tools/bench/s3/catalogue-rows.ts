/** `apply` over buckets of more and more reports, as a whole command: rate, requests, memory, and going on from its ledger. */
import { megabytes, type Row, times } from '../row.ts';
import { runCli } from '../run-measured.ts';
import { type BenchServer, getAndPutAll, startBenchServer, timeOf } from './bench-server.ts';

const CONCURRENCY = 32;
const SIZES = [1_000, 10_000, 100_000];
const SHORT_SIZES = SIZES.slice(0, 1);

/** The smallest bucket only. */
export const measureBucket = (folder: string): AsyncGenerator<Row> => measureSizes(folder, SHORT_SIZES);

/** Buckets of all sizes: half an hour of two cores. */
export const measureCatalogue = (folder: string): AsyncGenerator<Row> => measureSizes(folder, SIZES);

async function* measureSizes(folder: string, sizes: readonly number[]): AsyncGenerator<Row> {
  let smallestPeak: number | undefined;
  for (const size of sizes) {
    const server = await startBenchServer(size);
    try {
      const { rows, peakBytes } = await measureSize(folder, server, smallestPeak);
      smallestPeak ??= peakBytes;
      yield* rows;
    } finally {
      server.stop();
    }
  }
}

async function measureSize(
  folder: string,
  server: BenchServer,
  smallestPeak: number | undefined,
): Promise<{ readonly rows: readonly Row[]; readonly peakBytes: number }> {
  const { reports, url, reset, takeServed } = server;
  const name = `apply of ${reports.toLocaleString('en-US')} reports on S3, ${CONCURRENCY} at once`;
  const words = [
    'apply',
    's3://b',
    '--html',
    'silence',
    '--endpoint-url',
    url,
    '--concurrency',
    `${CONCURRENCY}`,
  ];
  const ledger = ['--ledger', `ledger-${reports}.ndjson`];
  const bareMs = await timeOf(() => getAndPutAll(server, CONCURRENCY));
  await reset();
  const apply = runCli(folder, [...words, ...ledger]);
  const requests = perReport((await takeServed()).requests, reports);
  const resume = runCli(folder, [...words, ...ledger, '--resume']);
  const afterwards = perReport((await takeServed()).requests, reports);
  const rate = `${((reports / apply.ms) * 1000).toFixed(0)} reports/s, ${(apply.cpuMs / reports).toFixed(1)} ms of processor time each`;
  const rows: Row[] = [
    {
      measured: `${name}, records synced, beside a bare loop of GET and PUT`,
      figure: `${times(bareMs / apply.ms)}: ${rate}; for a report ${requests}`,
      goal: 'at least 0.8 x',
      limit:
        "the SDK's requests in one thread; planning and SHA-256 take the other core, which the server shares",
    },
    {
      measured: `${name}: peak memory${smallestPeak === undefined ? '' : ` beside that of ${SIZES[0]?.toLocaleString('en-US')}`}`,
      figure:
        smallestPeak === undefined
          ? megabytes(apply.peakBytes)
          : `${times(apply.peakBytes / smallestPeak)} (${megabytes(apply.peakBytes)})`,
      goal: 'at most 1.2 x',
      limit: 'the bodies under way, and those that V8 has not collected yet',
    },
    {
      measured: `the same with --resume over its complete ledger`,
      figure: `${(resume.ms / 1000).toFixed(1)} s, ${megabytes(resume.peakBytes)}; for a report ${afterwards}`,
      goal: 'only the listing',
      limit: 'reading and checking the ledger',
    },
  ];
  return { rows, peakBytes: apply.peakBytes };
}

const perReport = (requests: Readonly<Record<string, number>>, reports: number): string =>
  Object.entries(requests)
    .filter(([kind]) => kind !== 'TAGS' && requests[kind] !== 0)
    .map(([kind, count]) => `${(count / reports).toFixed(3)} ${kind}`)
    .join(', ');
