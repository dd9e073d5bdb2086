/**
 * Measures `apply s3://` beside a bare loop that gets and puts the same objects with the SDK, at several
 * concurrencies: ratios within one run, the two taking turns.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { connectS3 } from '../../../src/aws/connect.ts';
import { systemClock } from '../../../src/aws/system-clock.ts';
import { main } from '../../../src/cli/main.ts';
import { medianOf } from '../median.ts';

const CONCURRENCIES = [1, 8, 32];
const REPORTS = 60;
const OUTPUT_BYTES = 235_000;
const ROUNDS = 5;

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
export async function measureS3(): Promise<S3Rate[]> {
  process.env['AWS_ACCESS_KEY_ID'] = 'bench';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'bench';
  const { server, url } = await startServer();
  try {
    const rates: S3Rate[] = [];
    for (const concurrency of CONCURRENCIES) rates.push(await measureAt(concurrency, url));
    return rates;
  } finally {
    server.kill();
  }
}

async function startServer(): Promise<{ server: ChildProcess; url: string }> {
  const path = new URL('s3-server.ts', import.meta.url).pathname;
  const server = spawn(process.execPath, [path, String(REPORTS), String(OUTPUT_BYTES)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(createInterface({ input: server.stdout }), 'line');
  return { server, url: `http://127.0.0.1:${port}` };
}

async function measureAt(concurrency: number, url: string): Promise<S3Rate> {
  const reset = async () => (await (await fetch(`${url}/reset`)).json()) as Record<string, number>;
  const bare: number[] = [];
  const apply: number[] = [];
  let requests: Record<string, number> = {};
  for (let round = 0; round <= ROUNDS; round += 1) {
    await reset();
    const bareMs = await timeOf(() => getAndPutAll(url, concurrency));
    await reset();
    const applyMs = await timeOf(() => applyAll(url, concurrency));
    requests = await reset();
    // The first round warms up.
    if (round === 0) continue;
    bare.push(bareMs);
    apply.push(applyMs);
  }
  const objects = REPORTS * 2;
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

async function timeOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The same client as `apply` has, so that only what is done around the requests differs. */
async function getAndPutAll(url: string, concurrency: number): Promise<void> {
  const client = connectS3({ endpointUrl: url });
  const keys = Array.from({ length: REPORTS }, (_, index) => index).flatMap((index) =>
    ['html', 'ipynb'].map(
      (extension) => `r${String(index).padStart(6, '0')}/profiler-output/profiler-report.${extension}`,
    ),
  );
  const getAndPut = async (Key: string) => {
    const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: 'b', Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    await client.send(new PutObjectCommand({ Bucket: 'b', Key, Body: bytes, IfMatch: ETag ?? '' }));
  };
  await pMap(keys, getAndPut, { concurrency });
  client.destroy();
}

async function applyAll(url: string, concurrency: number): Promise<void> {
  const words = ['apply', 's3://b', '--html', 'silence', '--no-ledger', '--endpoint-url', url];
  let messages = '';
  const exitCode = await main([...words, '--concurrency', String(concurrency)], {
    programName: 'profiler-opt-out',
    writeOut: async () => {},
    writeError: async (text) => {
      messages += text;
    },
    cwd: '/',
    columns: undefined,
    isErrorTerminal: false,
    clock: systemClock,
    signal: new AbortController().signal,
    replay: async () => undefined,
  });
  if (exitCode !== 0 || messages !== '') throw new Error(`apply ended with ${exitCode}: ${messages}`);
}
