/** The program: the only file, but for `launch.ts`, that touches the process. */
import { fstatSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { systemClock } from '../aws/system-clock.ts';
import { fileFault } from '../files/file-faults.ts';
import { software } from '../report/software.ts';
import type { FunctionName } from './commands/replayed-function.ts';
import type { ConnectionOptions, WriteText } from './io.ts';
import { main } from './main.ts';
import { withoutFaultStack } from './output/function-log.ts';
import { boundYoungMemory } from './young-memory.ts';

/** Exit codes of a run that was ended early: as a shell says that the signal ended it; without room it is a fault. */
const EARLY_ENDS = { SIGINT: 130, SIGPIPE: 141, SIGTERM: 143, NO_OUTPUT: 3 } as const;

/** True where nothing but plain text is wanted, as https://no-color.org has it, or understood. */
const isPlain = process.env['TERM'] === 'dumb' || Boolean(process.env['NO_COLOR']);

/** Of a terminal that does not know its width and says 0, as some that programs make do. */
const DEFAULT_COLUMNS = 80;

const interruption = new AbortController();
let earlyEnd: keyof typeof EARLY_ENDS | undefined;

/** Begins nothing new; what is under way is finished, so that no file is left half done. */
function endEarly(why: keyof typeof EARLY_ENDS): void {
  earlyEnd ??= why;
  interruption.abort();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.stderr.write('\ninterrupted: finishing what is in progress; interrupt again to stop at once\n');
    endEarly(signal);
  });
}

const isReaderGone = (error: NodeJS.ErrnoException): boolean =>
  error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED';

/** True when a message could not be written: then only the exit code can tell. */
let isMessageLost = false;

/** What cannot be written ends the run early: nothing new is done of which nobody would know. */
function outputFailed(stream: NodeJS.WriteStream, error: NodeJS.ErrnoException): void {
  if (stream === process.stderr) {
    isMessageLost ||= !isReaderGone(error);
    return;
  }
  if (!isReaderGone(error) && earlyEnd === undefined) {
    const { message } = fileFault(error, 'to stdout', 'write') as Error;
    process.stderr.write(`profiler-opt-out: ${message}\n`);
  }
  endEarly(isReaderGone(error) ? 'SIGPIPE' : 'NO_OUTPUT');
}

/** Resolves when the text is out, or cannot be written, which `outputFailed` takes. */
const writerOf = (stream: NodeJS.WriteStream & { readonly fd: number }): WriteText =>
  isFile(stream.fd)
    ? async (text) => writeToFile(stream, text)
    : (text) => new Promise((resolve) => stream.write(text, () => resolve()));
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => outputFailed(stream, error));

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
}

/** On a disk that becomes full a file takes a part of a text: Node's own stream does not notice, and loses the rest. */
function writeToFile(stream: NodeJS.WriteStream & { readonly fd: number }, text: string): void {
  try {
    for (let rest = Buffer.from(text); rest.length > 0; ) rest = rest.subarray(writeSync(stream.fd, rest));
  } catch (error) {
    outputFailed(stream, error as NodeJS.ErrnoException);
  }
}

/** Empty when the question is interrupted, or the input ends before a line. */
async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr, terminal: !isPlain });
  const ended = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
  reader.once('SIGINT', () => endEarly('SIGINT'));
  interruption.signal.addEventListener('abort', () => reader.close(), { once: true });
  try {
    return await Promise.race([reader.question(question), ended]);
  } finally {
    reader.close();
  }
}

const writeLogLine = (line: string): void => {
  process.stdout.write(`${withoutFaultStack(line)}\n`);
};

/** The deployed handlers; each is loaded only when it is wanted. */
const HANDLERS: Readonly<
  Record<FunctionName, () => Promise<(event: unknown, context: { awsRequestId: string }) => unknown>>
> = {
  'on-report-created': async () =>
    (await import('../lambda/wiring.ts')).wireReportHandler(process.env, writeLogLine),
  'on-batch-task': async () =>
    (await import('../lambda/wiring.ts')).wireBatchHandler(process.env, writeLogLine),
  'on-training-job': async () =>
    (await import('../lambda/training-jobs/wire-job-handler.ts')).wireJobHandler(process.env, writeLogLine),
  'on-jobs': async () => {
    const { wireJobsHandler } = await import('../lambda/jobs/wire-jobs-handler.ts');
    const handler = wireJobsHandler(process.env, writeLogLine);
    return (event) => handler(event, {});
  },
  'on-deploy': async () => {
    const { handler } = await import('../lambda/on-deploy.ts');
    return (event) => handler(event, {});
  },
};

/** Endpoint and region stand where the AWS SDK looks for them. */
async function replay(
  name: FunctionName,
  event: unknown,
  { endpointUrl, region }: ConnectionOptions,
): Promise<unknown> {
  const services = name === 'on-training-job' ? ['SAGEMAKER'] : ['S3', 'S3_CONTROL'];
  for (const service of services)
    if (endpointUrl !== undefined) process.env[`AWS_ENDPOINT_URL_${service}`] = endpointUrl;
  if (region !== undefined) process.env['AWS_REGION'] = region;
  const handler = await HANDLERS[name]();
  return handler(event, { awsRequestId: 'replay' });
}

/** The exit code for an error that nobody expected, which is a bug; no other exit code may be mistaken for it (sysexits.h, EX_SOFTWARE). */
const BUG = 70;

boundYoungMemory();
try {
  process.exitCode = await main(process.argv.slice(2), {
    writeOut: writerOf(process.stdout),
    writeError: writerOf(process.stderr),
    programName: process.env['npm_lifecycle_event'] === 'opt-out' ? 'npm run -s opt-out --' : software.name,
    cwd: process.cwd(),
    columns: process.stdout.isTTY ? process.stdout.columns || DEFAULT_COLUMNS : undefined,
    isErrorTerminal: process.stderr.isTTY === true && !isPlain,
    clock: systemClock,
    ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
    threads: availableParallelism(),
    signal: interruption.signal,
    replay,
  });
} catch (error) {
  console.error('profiler-opt-out: a bug, please report this');
  console.error(error);
  process.exitCode = BUG;
}
// A listing that nobody waits for any more would keep the process alive.
if (earlyEnd !== undefined) process.exit(process.exitCode === BUG ? BUG : EARLY_ENDS[earlyEnd]);
if (isMessageLost) process.exitCode = Math.max(Number(process.exitCode), EARLY_ENDS.NO_OUTPUT);
