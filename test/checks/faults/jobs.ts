/** What the command has its worker processes do, and what they answer. */
import type { Flaw } from './broken.ts';
import type { EndedRun } from './outcome-of-run.ts';
import type { EndedRace } from './race.ts';

/** Work for one process. */
export interface Job {
  readonly runs: readonly number[];
  readonly races: readonly number[];
  readonly flaw?: Flaw;
}

/** Everything that a job came to. */
export interface JobAnswer {
  readonly runs: readonly EndedRun[];
  readonly races: readonly EndedRace[];
}

/** A job, fairly dealt out to so many processes. */
export const dealOut = ({ runs, races, ...rest }: Job, processes: number): Job[] =>
  Array.from({ length: processes }, (_, process) => ({
    ...rest,
    runs: runs.filter((_seed, index) => index % processes === process),
    races: races.filter((_seed, index) => (index >> 1) % processes === process),
  }));
