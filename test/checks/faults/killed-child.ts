/** Run as a process: the deployed handler on the event on stdin, its log on stdout. Somebody may kill it. */
import { writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { wireReportHandler } from '../../../src/lambda/wiring.ts';

const handler = wireReportHandler(process.env, (line) => writeSync(1, `${line}\n`));
const answer = await handler(JSON.parse(await text(process.stdin)), {
  awsRequestId: `process-${process.pid}`,
});
const failed = answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) ?? [];
writeSync(1, `answer ${JSON.stringify(failed)}\n`);
