/** `replay`: the deployed function that an event is for, on that event from a file. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { fileFault } from '../../files/file-faults.ts';
import { Fault } from '../../report/fault.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { ChooseWork, ConnectionOptions, Io } from '../io.ts';
import { parseName, UsageError } from '../option-values.ts';
import { describeAnswer, type FunctionName, functionOf, isOfCloudFormation } from './replayed-function.ts';
import { addConnectionOptions } from './report-options.ts';

const EXAMPLE = `
Example:
  profiler-opt-out replay events/sqs-s3.json`;

/** Adds the command to the program. */
export function addReplay(program: Command, choose: ChooseWork): void {
  addConnectionOptions(
    program.command('replay').argument('<event.json>', 'the file of an event as Lambda gets it', parseName),
  )
    .summary('run the deployed function on an event file')
    .description(
      'Runs the deployed function that an event is for on the event, with the settings of the environment.',
    )
    .addHelpText('after', EXAMPLE)
    .action((file: string, connection: ConnectionOptions) => choose((io) => replay(file, connection, io)));
}

/**
 * Resolves to 0 when the event was processed, 2 when a task failed for good, 3 when the event would be delivered again.
 * @throws UsageError; Fault
 */
async function replay(file: string, connection: ConnectionOptions, io: Io): Promise<number> {
  const event = await readEvent(resolve(io.cwd, file));
  const name = functionOf(event);
  const danger = DANGERS[name];
  if (danger !== undefined && connection.endpointUrl === undefined)
    throw new UsageError(
      `${file} is an event of ${name}, which would ${danger}: name a server of your own with --endpoint-url`,
    );
  const show = (text: string) => io.writeError(`${name}: ${showSafely(text)}\n`);
  try {
    const answer = await answerTo(name, event, connection, io);
    const { lines, exitCode } = describeAnswer(name, event, answer);
    for (const line of lines) await show(line);
    return exitCode;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    await show(error.message);
    return 3;
  }
}

/** The functions that would change more than reports. */
const DANGERS: Partial<Record<FunctionName, string>> = {
  'on-deploy': 'change the notifications of real buckets',
  'on-jobs': 'create or cancel jobs of a real stack',
};

/** The response to CloudFormation stays on this machine: the URL of a request belongs to a real stack. */
async function answerTo(
  name: FunctionName,
  event: unknown,
  connection: ConnectionOptions,
  io: Io,
): Promise<unknown> {
  if (!isOfCloudFormation(event)) return io.replay(name, event, connection);
  const { receiveResponse } = await import('./receive-response.ts');
  return receiveResponse((ResponseURL) => io.replay(name, { ...(event as object), ResponseURL }, connection));
}

async function readEvent(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileFault(error, path, 'read');
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Fault('invalid', `${path} is not JSON: name the file of an event`, {
      retryable: false,
      cause: error,
    });
  }
}
