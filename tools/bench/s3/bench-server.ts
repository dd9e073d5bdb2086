/** Starts the S3 server of a bench in a process of its own, and the bare loop that `apply` is measured by. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { connectS3 } from '../../../src/aws/connect.ts';

const OUTPUT_BYTES = 235_000;

/** A running server with so many reports. */
export interface BenchServer {
  readonly url: string;
  readonly reports: number;
  /** Makes all objects what they were, and answers what was served since it was last asked. */
  readonly reset: () => Promise<Served>;
  /** The same, and the objects stay as they are. */
  readonly takeServed: () => Promise<Served>;
  readonly stop: () => void;
}

/** The requests that a server answered. */
export interface Served {
  /** How many of each kind. */
  readonly requests: Readonly<Record<string, number>>;
  /** From the first request for a report after the warm-up to the end of the last answer. */
  readonly timedMs: number;
}

/** The first `warmUpReports` of the reports are not timed. @throws Error when it does not start */
export async function startBenchServer(reports: number, warmUpReports = 0): Promise<BenchServer> {
  process.env['AWS_ACCESS_KEY_ID'] = 'bench';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'bench';
  const path = new URL('s3-server.ts', import.meta.url).pathname;
  const server = spawn(process.execPath, [path, ...[reports, OUTPUT_BYTES, warmUpReports].map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(createInterface({ input: server.stdout }), 'line');
  const url = `http://127.0.0.1:${port}`;
  const ask = async (query: string) => (await (await fetch(`${url}/reset${query}`)).json()) as Served;
  return {
    url,
    reports,
    reset: () => ask('?objects'),
    takeServed: () => ask(''),
    stop: () => server.kill(),
  };
}

/**
 * Gets and puts every object once, so many at a time, in one thread and with one client, which is the client that
 * `apply` has: each body is read whole, and written as it was, on the condition of its ETag. The SDK's checksums and
 * signatures are part of it; no listing, no plan, no hash of its own, no record.
 */
export async function getAndPutAll(
  { url, reports }: Pick<BenchServer, 'url' | 'reports'>,
  concurrency: number,
): Promise<void> {
  const client = connectS3({ endpointUrl: url });
  const keys = function* () {
    for (let index = 0; index < reports; index += 1)
      for (const extension of ['html', 'ipynb'])
        yield `r${String(index).padStart(6, '0')}/profiler-output/profiler-report.${extension}`;
  };
  const getAndPut = async (Key: string) => {
    const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: 'b', Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    await client.send(new PutObjectCommand({ Bucket: 'b', Key, Body: bytes, IfMatch: ETag ?? '' }));
  };
  await pMap(keys(), getAndPut, { concurrency });
  client.destroy();
}

/** Milliseconds. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
