#!/usr/bin/env node
/** The program: the only file that touches the process. */
import { systemClock } from '../aws/system-clock.ts';
import type { WriteText } from './io.ts';
import { main } from './main.ts';

const interruption = new AbortController();
process.once('SIGINT', () => {
  interruption.abort();
});

/** Resolves when the text is out; a reader that has gone ends the program quietly. */
const writerOf =
  (stream: NodeJS.WriteStream): WriteText =>
  (text) =>
    new Promise((resolve, reject) => {
      stream.write(text, (error) => (error ? reject(error) : resolve()));
    });
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

/** The handler is loaded only when it is wanted, with the endpoint where the AWS SDK looks for one. */
async function replay(event: unknown, endpointUrl: string | undefined): Promise<unknown> {
  if (endpointUrl !== undefined) process.env['AWS_ENDPOINT_URL_S3'] = endpointUrl;
  const { handler } = await import('../lambda/on-report-created.ts');
  return handler(event, { awsRequestId: 'replay' });
}

/** What is thrown here is a bug; no other exit code may be mistaken for it (sysexits.h, EX_SOFTWARE). */
const BUG = 70;

try {
  process.exitCode = await main(process.argv.slice(2), {
    writeOut: writerOf(process.stdout),
    writeError: writerOf(process.stderr),
    cwd: process.cwd(),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    isErrorTerminal: process.stderr.isTTY === true,
    clock: systemClock,
    signal: interruption.signal,
    replay,
  });
} catch (error) {
  console.error('profiler-opt-out: a bug, please report this');
  console.error(error);
  process.exitCode = BUG;
}
