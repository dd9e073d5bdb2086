/** The command line as a function from words to an exit code; it touches nothing but `io`. */
import { Fault } from '../report/fault.ts';
import { showSafely } from '../text/safe-text.ts';
import type { Io } from './io.ts';
import { UsageError } from './option-values.ts';
import { parseWords } from './program.ts';

const WRONG_USAGE = 64;
const FAULT = 3;
const INTERRUPTED = 130;

/** Runs one command. Errors that are bugs are thrown; all others end as a message and an exit code. */
export async function main(words: readonly string[], io: Io): Promise<number> {
  try {
    const work = parseWords(words, io.columns);
    const exitCode = await work(io);
    return io.signal.aborted ? INTERRUPTED : exitCode;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    if (!isUsage && !(error instanceof Fault)) throw error;
    await io.writeError(`profiler-opt-out: ${showSafely(error.message)}\n`);
    return isUsage ? WRONG_USAGE : FAULT;
  }
}
