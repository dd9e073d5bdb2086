/** `training-job check` and `fix` over files and folders. */
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { assertReplaceable, replaceWholeFile } from '../../files/replace-whole-file.ts';
import { Fault } from '../../report/fault.ts';
import type { RequestFormat } from '../../results/training-job/format.ts';
import type { RequestRow } from '../../results/training-job/request-row.ts';
import { quoteShellWord } from '../../text/shell-word.ts';
import { NO_TERRAFORM } from '../../training-job/plan-file.ts';
import type { Io } from '../io.ts';
import { checkFile, fixFile, mayHoldRules, type NamedFile } from './examine-file.ts';
import { type RequestFigures, RequestResults } from './results.ts';
import { findFiles, resolveWords } from './targets.ts';

/** The options of both commands. */
export interface RequestOptions {
  readonly format: RequestFormat;
  readonly summary?: string;
  readonly dryRun?: true;
}

/** Files are read at once, without waiting: an interruption is seen only between so many. */
const FILES_PER_TURN = 64;
const WRITE_SUMMARY = 'write the summary';

/** Resolves to the exit code. @throws UsageError; Fault when the summary cannot be written */
export async function examineFiles(
  command: 'check' | 'fix',
  words: readonly string[],
  options: RequestOptions,
  io: Io,
): Promise<number> {
  const places = resolveWords(words, io.cwd);
  const summaryPath = options.summary === undefined ? undefined : resolve(io.cwd, options.summary);
  if (summaryPath !== undefined) await assertReplaceable(summaryPath, WRITE_SUMMARY);
  const results = new RequestResults(options.format, io);
  await results.begin();
  const mode = command === 'check' ? 'check' : options.dryRun ? 'dry-fix' : 'fix';
  const fixable = new Set<string>();
  let count = 0;
  for (const found of findFiles(places)) {
    if (found.kind === 'fault') await results.showFault(found.fault.message);
    else if (found.kind === 'link')
      await results.showMessage(`skipped, a symbolic link: ${found.shown}; name the real file as a target`);
    else {
      const rows = await examine(found, mode, results);
      if (rows.some(({ verdict }) => verdict === 'absent')) fixable.add(found.word);
    }
    count += 1;
    if (count % FILES_PER_TURN === 0) await setImmediate();
    if (io.signal.aborted) break;
  }
  const next = [
    io.programName,
    'training-job',
    'fix',
    ...words.filter((word) => fixable.has(word)).map((word) => quoteShellWord(word) ?? '<target>'),
  ].join(' ');
  const figures = await results.end(mode === 'fix' ? undefined : next);
  const exitCode = exitCodeOf(command, figures);
  if (summaryPath !== undefined) {
    const summary = {
      command: `training-job ${command}`,
      targets: words,
      finishedAt: io.clock.now(),
      ...figures,
      exitCode,
    };
    const text = `${JSON.stringify(summary, null, 2)}\n`;
    await replaceWholeFile(summaryPath, text, WRITE_SUMMARY);
  }
  return exitCode;
}

async function examine(
  file: NamedFile & { readonly kind: string },
  mode: 'check' | 'fix' | 'dry-fix',
  results: RequestResults,
): Promise<readonly RequestRow[]> {
  const onAttributesLost = () =>
    results.showMessage(
      `${file.shown}: access control lists and extended attributes are not kept on this system`,
    );
  let rows: readonly RequestRow[];
  try {
    if (file.kind === 'terraform') {
      if (mayHoldRules(file)) await results.showMessage(`skipped, ${file.shown}: ${NO_TERRAFORM}`);
      return [];
    }
    rows = mode === 'fix' ? await fixFile(file, onAttributesLost) : checkFile(file, mode === 'dry-fix');
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    await results.showFault(error.message);
    return [];
  }
  await results.showFile(rows);
  return rows;
}

function exitCodeOf(command: 'check' | 'fix', { faults, verdicts }: RequestFigures): number {
  if (faults > 0) return 3;
  if (verdicts.refused > 0) return 2;
  return command === 'check' && verdicts.absent > 0 ? 1 : 0;
}
