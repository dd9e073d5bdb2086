/**
 * Measures `apply s3://` beside a bare loop that gets and puts the same objects with the SDK, at several
 * concurrencies: ratios within one run, the two taking turns, each in a process of its own, as a command is run and as a
 * script is. Both go through reports that are not timed first, so that neither the start of processes and threads counts
 * nor code that V8 has not compiled yet; `catalogue-rows.ts` has whole commands.
 */
import { medianOf } from '../median.ts';
import { runCli, runScript } from '../run-measured.ts';
import { type BenchServer, startBenchServer } from './bench-server.ts';

const CONCURRENCIES = [1, 8, 32];
const WARM_UP_REPORTS = 500;
const TIMED_REPORTS = 500;
const REPORTS = WARM_UP_REPORTS + TIMED_REPORTS;
const ROUNDS = 3;
const APPLY = ['apply', 's3://b', '--html', 'silence', '--no-ledger'];

/** The rates of one concurrency, and the requests that `apply` makes for one report. */
export interface S3Rate {
  readonly concurrency: number;
  readonly bareObjectsPerSecond: number;
  readonly applyObjectsPerSecond: number;
  /** Medians over rounds of the ratio of the two. */
  readonly ratio: number;
  readonly requestsPerReport: Readonly<Record<string, number>>;
}

/** Rates against a server in a process of its own. */
export async function measureS3(folder: string): Promise<S3Rate[]> {
  const server = await startBenchServer(REPORTS, WARM_UP_REPORTS);
  try {
    const rates: S3Rate[] = [];
    for (const concurrency of CONCURRENCIES) rates.push(await measureAt(folder, concurrency, server));
    return rates;
  } finally {
    server.stop();
  }
}

async function measureAt(folder: string, concurrency: number, server: BenchServer): Promise<S3Rate> {
  const bare: number[] = [];
  const apply: number[] = [];
  let requests: Readonly<Record<string, number>> = {};
  await server.reset();
  for (let round = 0; round < ROUNDS; round += 1) {
    runScript(folder, 's3/get-and-put-all.ts', server.url, String(REPORTS), String(concurrency));
    bare.push((await server.reset()).timedMs);
    runCli(folder, [...APPLY, '--endpoint-url', server.url, '--concurrency', String(concurrency)]);
    const served = await server.reset();
    apply.push(served.timedMs);
    requests = served.requests;
  }
  const objects = TIMED_REPORTS * 2;
  return {
    concurrency,
    bareObjectsPerSecond: (objects / medianOf(bare)) * 1_000,
    applyObjectsPerSecond: (objects / medianOf(apply)) * 1_000,
    ratio: medianOf(bare.map((ms, index) => ms / (apply[index] ?? Number.NaN))),
    requestsPerReport: Object.fromEntries(
      Object.entries(requests).map(([name, count]) => [name, count / REPORTS]),
    ),
  };
}
