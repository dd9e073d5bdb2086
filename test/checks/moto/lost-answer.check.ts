/**
 * A write whose answer is lost on the way, through a proxy before moto's server: the SDK repeats it, meets its own
 * result (412), and the use case must know it for its own. `setup/with-moto` starts the server.
 */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';

import { recordTrail } from '../../../src/audit/record/record-trail.ts';
import { connectS3 } from '../../../src/aws/connect.ts';
import { S3ReportStore } from '../../../src/aws/s3-report-store.ts';
import { systemClock } from '../../../src/aws/system-clock.ts';
import { optOutReport } from '../../../src/report/opt-out.ts';
import { software } from '../../../src/report/software.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { expectValidRecord } from '../../support/validate-record.ts';
import { motoEndpoint } from '../setup/moto.ts';

/** A proxy that passes all on, and keeps the answers to the first `count` PUTs to itself. */
async function startLosingProxy(target: string, count: number) {
  let puts = 0;
  const server = createServer((asked, answered) => {
    const isLost = asked.method === 'PUT' && puts++ < count;
    const { hostname, port } = new URL(target);
    const onward = request(
      { hostname, port, method: asked.method, path: asked.url, headers: asked.headers },
      (answer) => {
        if (isLost) {
          answer.resume().once('end', () => asked.socket.destroy());
          return;
        }
        answered.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(answered);
      },
    );
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, puts: () => puts, stop: () => server.close() };
}

// The SDK repeats a write up to three times; each repetition meets the result of the first.
test.each([1, 3])('after %i lost answers there is one write, and one record of it', async (lost) => {
  const bucket = `lost-answers-${lost}`;
  const report = generateReport({ outputBytes: 500 });
  const key = `${report.folder}profiler-report.ipynb`;
  const direct = connectS3({ endpointUrl: motoEndpoint });
  await direct.send(new CreateBucketCommand({ Bucket: bucket }));
  await direct.send(
    new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  await direct.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: report.notebook }));
  const proxy = await startLosingProxy(motoEndpoint, lost);
  const client = connectS3({ endpointUrl: proxy.url });
  const outcomes: string[] = [];
  const trail = recordTrail({ trigger: { source: 'cli' }, software }, (record) => {
    expectValidRecord(record);
    outcomes.push(record.outcome);
  });
  await optOutReport(
    { bucket, objects: [{ kind: 'notebook', key, presence: 'expected' }] },
    { mode: 'enforce', html: 'record', sizeLimitBytes: 1e7 },
    {
      store: new S3ReportStore(client),
      trail,
      clock: systemClock,
      trigger: { source: 'cli' },
      software: 'profiler-opt-out/check',
    },
  );
  client.destroy();
  proxy.stop();
  expect(outcomes).toEqual(['opted-out']);
  expect(proxy.puts()).toBe(lost + 1);
  const { Versions = [] } = await direct.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  expect(Versions.map(({ Size }) => Size)).toEqual([report.notebook.length + 14, report.notebook.length]);
  direct.destroy();
});
