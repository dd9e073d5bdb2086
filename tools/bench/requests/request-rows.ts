/** `training-job check` of a folder of 10,000 files beside reading them, in one process. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFile } from '../../../src/cli/training-job/examine-file.ts';
import { walkRequestFiles } from '../../../src/files/requests/walk-request-files.ts';
import { medianOf } from '../median.ts';
import { type Row, times } from '../row.ts';

const FILES = 10_000;
const FILES_PER_FOLDER = 100;
/** One file in so many asks for a training job. */
const SHARE = 100;
const ROUNDS = 5;

/** The row of a folder of scripts and templates. */
export async function* measureRequests(folder: string): AsyncGenerator<Row> {
  writeFiles(folder);
  const rounds = Array.from({ length: ROUNDS }, () => measureRound(folder));
  const ratio = medianOf(rounds.map(({ check, read }) => check / read));
  const rate = FILES / (medianOf(rounds.map(({ check }) => check)) / 1000);
  yield {
    measured: `training-job check of ${FILES.toLocaleString('en-US')} files, ${FILES / SHARE} with a training job, beside walking and reading them`,
    figure: `${times(ratio)} (${rate.toFixed(0)} files a second)`,
    goal: 'at most 2 x',
    limit: 'opening files; parsing those that name a job',
  };
}

function measureRound(folder: string): { readonly check: number; readonly read: number } {
  const read = timeOf(folder, (path) => readFileSync(path));
  const check = timeOf(folder, (path) => checkFile({ path, shown: path }));
  return { check, read };
}

function timeOf(folder: string, work: (path: string) => unknown): number {
  const begin = performance.now();
  for (const walked of walkRequestFiles(folder)) if (walked.kind === 'file') work(walked.path);
  return performance.now() - begin;
}

function writeFiles(folder: string): void {
  const filler = JSON.stringify(
    Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`key${at}`, 'value '.repeat(8)])),
    null,
    2,
  );
  const rule = { RuleConfigurationName: 'r', RuleParameters: { rule_to_invoke: 'ProfilerReport' } };
  const job = JSON.stringify({ TrainingJobName: 'a', ProfilerRuleConfigurations: [rule] }, null, 2);
  for (let index = 0; index < FILES; index += 1) {
    const below = join(folder, `d${Math.floor(index / FILES_PER_FOLDER)}`);
    if (index % FILES_PER_FOLDER === 0) mkdirSync(below);
    const extension = index % 2 === 0 ? 'json' : 'yaml';
    writeFileSync(join(below, `${index}.${extension}`), index % SHARE === 0 ? job : filler);
  }
}
