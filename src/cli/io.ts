/** The world as the command line sees it; `bin.ts` hands in the process, tests hand in their own. */
import type { Clock } from '../report/ports.ts';
import type { FunctionName } from './commands/replayed-function.ts';

/** Where text goes; a promise, so that a slow reader slows the program instead of filling its memory. */
export type WriteText = (text: string) => Promise<void>;

/** Everything outside that a command may use. */
export interface Io {
  readonly writeOut: WriteText;
  readonly writeError: WriteText;
  /** How the program was called, such as `profiler-opt-out`, for the command lines that it advises. */
  readonly programName: string;
  readonly cwd: string;
  /** The width of the terminal that reads the results, or undefined when no terminal does. */
  readonly columns: number | undefined;
  /** Whether messages go to a terminal, which can show progress. */
  readonly isErrorTerminal: boolean;
  readonly clock: Clock;
  /** The number of threads that may work side by side; without it all is done in this one. */
  readonly threads?: number;
  /** Aborted when the user interrupts: no new report is begun, those under way are finished. */
  readonly signal: AbortSignal;
  /** Runs a deployed function on an event; answers what the function answers. */
  readonly replay: (name: FunctionName, event: unknown, connection: ConnectionOptions) => Promise<unknown>;
}

/** How S3 is reached, where the environment is not to decide. */
export interface ConnectionOptions {
  readonly endpointUrl?: string;
  readonly region?: string;
}

/** The work of a command, chosen and not yet begun; resolves to the exit code. */
export type Work = (io: Io) => Promise<number>;

/** Takes the work that the words on the command line ask for. */
export type ChooseWork = (work: Work) => void;
