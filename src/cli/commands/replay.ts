/** `replay`: the deployed handler on an event from a file. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileFault } from '../../files/file-faults.ts';
import { Fault } from '../../report/fault.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';
import type { Command } from '../options.ts';

/** Answers 0 when the event was dealt with, 3 when the handler would have it delivered again. @throws Fault */
export async function replay(command: Extract<Command, { name: 'replay' }>, io: Io): Promise<number> {
  const event = await readEvent(resolve(io.cwd, command.eventFile));
  try {
    const answer = await io.replay(event, command.endpointUrl);
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
    throw new Fault('invalid', `${path} is no JSON: name the file of an event`, {
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
