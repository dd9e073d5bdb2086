/** `replay`: the deployed handler on an event from a file. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { fileFault } from '../../files/file-faults.ts';
import { Fault } from '../../report/fault.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { ChooseWork, ConnectionOptions, Io } from '../io.ts';
import { parseName } from '../option-values.ts';
import { addConnectionOptions } from './report-options.ts';

const EXAMPLE = `
Example:
  profiler-opt-out replay events/sqs-s3.json`;

/** Adds the command to the program. */
export function addReplay(program: Command, choose: ChooseWork): void {
  addConnectionOptions(
    program.command('replay').argument('<event.json>', 'the file of an event as Lambda gets it', parseName),
  )
    .summary('run the deployed handler on an event file')
    .description(
      'Runs the handler that is deployed on an event from a file, with the settings of the environment.',
    )
    .addHelpText('after', EXAMPLE)
    .action((file: string, connection: ConnectionOptions) => choose((io) => replay(file, connection, io)));
}

/** Resolves to 0 when the event was processed, 3 when the handler would have it delivered again. @throws Fault */
async function replay(file: string, connection: ConnectionOptions, io: Io): Promise<number> {
  const event = await readEvent(resolve(io.cwd, file));
  try {
    const answer = await io.replay(event, connection);
    await io.writeError(`${showSafely(JSON.stringify(answer ?? null))}\n`);
    return hasItemFailures(answer) ? 3 : 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    await io.writeError(`${showSafely(error.message)}\n`);
    return 3;
  }
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

const hasItemFailures = (answer: unknown): boolean =>
  typeof answer === 'object' &&
  answer !== null &&
  'batchItemFailures' in answer &&
  Array.isArray(answer.batchItemFailures) &&
  answer.batchItemFailures.length > 0;
