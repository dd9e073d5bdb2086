/** How a run is shown, and its closing figures as a file. */
import { resolve } from 'node:path';
import { assertReplaceable, replaceWholeFile } from '../../files/replace-whole-file.ts';
import type { ClearOutputs, NextStep } from '../../results/group-kinds.ts';
import { type FinishedRun, renderRunSummary } from '../../results/run-summary.ts';
import { defined } from '../../text/defined.ts';
import type { Io } from '../io.ts';
import type { ResultsView } from '../output/results.ts';
import { nextCommand, type RunWords } from './next-command.ts';
import type { ReportOptions } from './report-options.ts';

/** The options of a run, and those that its next command repeats. */
export type RunOptions = ReportOptions & Omit<RunWords, 'programName' | 'words'>;

/** A run as the command line named it. */
export interface NamedRun {
  readonly command: 'scan' | 'apply' | 'restore';
  /** The words that name what the run goes through. */
  readonly words: readonly string[];
  /** The message for a run without any items, unless the listing itself tells. */
  readonly emptyMessage?: string;
}

const nextOf =
  ({ words }: NamedRun, options: RunOptions, { programName }: Io) =>
  (step: NextStep | ClearOutputs): string =>
    nextCommand({ ...options, programName, words }, step);

/** How the results of a run are shown. */
export function viewOf(run: NamedRun, options: RunOptions, io: Io): ResultsView {
  const { format, all, only } = options;
  const { command, emptyMessage } = run;
  return {
    format,
    isCheck: command === 'scan',
    isRestore: command === 'restore',
    showNext: nextOf(run, options, io),
    ...defined({ all, only, emptyMessage }),
  };
}

/** Makes sure that the closing figures can be written, before anything is done. @throws Fault */
export async function assertSummaryWritable({ summary }: RunOptions, { cwd }: Io): Promise<void> {
  if (summary !== undefined) await assertReplaceable(resolve(cwd, summary), WRITE_SUMMARY);
}

const WRITE_SUMMARY = 'write the summary';

/** Writes the closing figures, where the options name a file for them. @throws Fault */
export async function writeRunSummary(
  run: NamedRun,
  figures: Omit<FinishedRun, 'command' | 'words' | 'finishedAt' | 'isInterrupted' | 'showNext'>,
  options: RunOptions,
  io: Io,
): Promise<void> {
  if (options.summary === undefined) return;
  const { command, words } = run;
  const showNext = nextOf(run, options, io);
  const [finishedAt, isInterrupted] = [io.clock.now(), io.signal.aborted];
  const text = renderRunSummary({ ...figures, command, words, finishedAt, isInterrupted, showNext });
  await replaceWholeFile(resolve(io.cwd, options.summary), text, WRITE_SUMMARY);
}
