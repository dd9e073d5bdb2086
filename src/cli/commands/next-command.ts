/** The command line that goes on from a run. Pure. */
import { quoteShellWord } from '../../text/shell-word.ts';
import type { ConnectionOptions } from '../io.ts';
import type { NextStep } from '../output/group-kinds.ts';

/** What the next run has in common with this one. */
export interface RunWords extends ConnectionOptions {
  /** Such as `profiler-opt-out`. */
  readonly programName: string;
  /** Targets, or what to restore. */
  readonly words: readonly string[];
  readonly ledger?: string;
  /** True when reports were found by their content; `restore` needs no such option. */
  readonly byContent?: true;
}

/** A shell's words for the same targets, ledger and connection. */
export function nextCommand(
  { programName, words, ledger, byContent, endpointUrl, region }: RunWords,
  { command, options }: NextStep,
): string {
  const option = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value]);
  const all = [
    command,
    ...words,
    ...options,
    ...(byContent && command === 'apply' ? ['--by-content'] : []),
    ...option('--ledger', ledger),
    ...option('--endpoint-url', endpointUrl),
    ...option('--region', region),
  ];
  // A name that no command line can hold came in none.
  return [programName, ...all.map((word) => quoteShellWord(word) ?? '<name>')].join(' ');
}
