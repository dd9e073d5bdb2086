/** The command line that goes on from a run. Pure. */

import type { ClearOutputs, NextStep } from '../../results/group-kinds.ts';
import { quoteShellWord } from '../../text/shell-word.ts';
import type { ConnectionOptions } from '../io.ts';

/** What the next run has in common with this one. */
export interface RunWords extends ConnectionOptions {
  /** Such as `profiler-opt-out`. */
  readonly programName: string;
  /** Targets, or what to restore. */
  readonly words: readonly string[];
  readonly ledger?: string;
  /** True when reports were found by their content; `restore` needs no such option. */
  readonly byContent?: true;
  /** How this run treats HTML reports and copies; `apply` goes on in the same way. */
  readonly html?: 'record' | 'silence';
  readonly copies?: true;
  /** ISO 8601; of when objects were last modified. */
  readonly since?: string;
  readonly until?: string;
}

/** A shell's words for the same targets, ledger and connection. */
export function nextCommand(
  { programName, words, ledger, byContent, html, copies, since, until, endpointUrl, region }: RunWords,
  step: ClearOutputs | (Omit<NextStep, 'command'> & { readonly command: NextStep['command'] | 'scan' }),
): string {
  if (step.command === 'clear outputs') return 'jupyter nbconvert --clear-output --inplace <notebook>';
  const { command, options: own } = step;
  const kept = [
    ...(html === 'silence' && !own.includes('--html') ? ['--html', 'silence'] : []),
    ...(copies && !own.includes('--copies') ? ['--copies'] : []),
  ];
  const options = command === 'apply' ? [...kept, ...own] : own;
  const option = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value]);
  const all = [
    command,
    ...words,
    ...options,
    ...(byContent && command === 'apply' ? ['--by-content'] : []),
    ...option('--since', since),
    ...option('--until', until),
    ...option('--ledger', ledger),
    ...option('--endpoint-url', endpointUrl),
    ...option('--region', region),
  ];
  // A name that no command line can hold came in none.
  return [programName, ...all.map((word) => quoteShellWord(word) ?? '<name>')].join(' ');
}
