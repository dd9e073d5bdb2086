/**
 * Measures a cold start to the end of its first event, over S3 on loopback (fauxqs, in this process), beside a bare
 * client that makes the requests of the same event and nothing else. Over plain HTTP, for which both load node:http.
 */
import { pathToFileURL } from 'node:url';
import { generateReport } from '../../../test/support/reports/report-generator.ts';
import { LOCAL_CREDENTIALS, type LocalS3, startLocalS3 } from '../../../test/support/servers/s3-server.ts';
import { medianOf } from '../median.ts';
import { readRealReports } from '../real-reports.ts';
import { type ColdStartBundles, runAlone } from './cold-start.ts';

const ROUNDS = 15;
const WARM_UP = 1;
const BUCKET = 'bench';
const PEAK_MEMORY = new URL('../peak-memory.ts', import.meta.url).href;

/** What a start and its first event took, medians. */
export interface FirstEvent {
  readonly ms: number;
  readonly peakBytes: number;
}

/** Measures the function, and the bare client; they take turns. */
export async function measureFirstEvents(
  bundles: Pick<ColdStartBundles, 'deployed' | 'client'>,
): Promise<Readonly<Record<'deployed' | 'client', FirstEvent>>> {
  const s3 = await startLocalS3(BUCKET);
  const measured = { deployed: [] as FirstEvent[], client: [] as FirstEvent[] };
  try {
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1)
      for (const [name, code] of [
        ['deployed', handleEvent],
        ['client', makeRequests],
      ] as const) {
        const taken = await measureOnce(
          s3,
          bundles[name],
          code,
          `${name}-${round}/profiler-output/profiler-report`,
        );
        if (round >= WARM_UP) measured[name].push(taken);
      }
  } finally {
    await s3.stop();
  }
  return { deployed: medianOfAll(measured.deployed), client: medianOfAll(measured.client) };
}

const medianOfAll = (all: readonly FirstEvent[]): FirstEvent => ({
  ms: medianOf(all.map(({ ms }) => ms)),
  peakBytes: medianOf(all.map(({ peakBytes }) => peakBytes)),
});

/** The first event of a process of its own, about a report that was put for it. @throws Error unless it is opted out */
async function measureOnce(
  s3: LocalS3,
  bundle: string,
  codeFor: (key: string) => string,
  key: string,
): Promise<FirstEvent> {
  const report = readRealReports()[0] ?? generateReport();
  await s3.put(`${key}.html`, report.html);
  await s3.put(`${key}.ipynb`, report.notebook);
  const code = `
    const start = performance.now();
    const bundle = await import(${JSON.stringify(pathToFileURL(bundle).href)});
    ${codeFor(key)}
    const ms = performance.now() - start;
    const { peakMemory } = await import(${JSON.stringify(PEAK_MEMORY)});
    console.log('\\n' + JSON.stringify({ ms, peakBytes: peakMemory() }));
    process.exit();
  `;
  const { stdout } = await runAlone(code, {
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_S3: s3.endpointUrl,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
  });
  const written = await s3.get(`${key}.ipynb`);
  if (written.bytes.length <= report.notebook.length) throw new Error(`not written: ${stdout}`);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

/** The event of the notebook, as EventBridge puts it into the queue. */
const handleEvent = (key: string): string => {
  const detail = { bucket: { name: BUCKET }, object: { key: `${key}.ipynb` } };
  const time = '2026-01-02T03:04:05Z';
  const body = JSON.stringify({ source: 'aws.s3', time, 'detail-type': 'Object Created', detail });
  const event = { Records: [{ eventSource: 'aws:sqs', messageId: 'm', body }] };
  return `await bundle.handler(${JSON.stringify(event)}, { awsRequestId: 'bench' });`;
};

/** The requests of that event: the notebook read and written, the end of the page read. */
const makeRequests = (key: string): string => `
  const { client, GetObjectCommand, PutObjectCommand } = bundle;
  const read = async (Key, Range) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: '${BUCKET}', Key, Range }));
    return Body.transformToByteArray();
  };
  const notebook = await read('${key}.ipynb');
  const Body = Buffer.concat([notebook, Buffer.from('\\n')]);
  await client.send(new PutObjectCommand({ Bucket: '${BUCKET}', Key: '${key}.ipynb', Body }));
  await read('${key}.html', 'bytes=-65536');
`;
