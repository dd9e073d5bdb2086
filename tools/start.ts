/**
 * The whole pipeline on one machine, without an AWS account: reports are uploaded, the deployed function processes
 * S3's notifications, and the results, a change and the audit page are shown. `npm start -- <folder>` takes other
 * reports than the examples; the folder is only read.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { createTwoFilesPatch } from 'diff';
import type { AuditRecord } from '../src/audit/record/schema.ts';
import { systemClock } from '../src/aws/system-clock.ts';
import { nextCommand } from '../src/cli/commands/next-command.ts';
import type { Io } from '../src/cli/io.ts';
import { main } from '../src/cli/main.ts';
import { Results } from '../src/cli/output/results.ts';
import { keyBelow } from '../src/files/root-folder.ts';
import { walkFiles } from '../src/files/walk.ts';
import { Fault } from '../src/report/fault.ts';
import { parseReportKey } from '../src/report/key.ts';
import type { ClearOutputs, NextStep } from '../src/results/group-kinds.ts';
import { compareKeys } from '../src/text/key-order.ts';
import { renderJsonLine, showSafely } from '../src/text/safe-text.ts';
import { quoteShellWord } from '../src/text/shell-word.ts';
import { type LocalPipeline, startLocalPipeline } from '../test/support/servers/local-pipeline.ts';

const EXAMPLES = new URL('../examples/', import.meta.url).pathname;
const program = new Command('npm start --')
  .summary('the pipeline on one machine')
  .description(
    'Runs the whole pipeline on the reports of a folder, which is only read. No AWS account is used.',
  )
  .argument('[folder]', 'holds reports in the layout that SageMaker writes', relative('.', EXAMPLES) || '.')
  .option('--all', 'show every result in a row of its own')
  .parse();
const folder: string = program.processedArgs[0];
const { all = false } = program.opts<{ all?: boolean }>();
const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
/** The world as commands get it here: quiet. */
const io: Io = {
  writeOut: async () => {},
  writeError: async () => {},
  programName: 'profiler-opt-out',
  cwd: process.cwd(),
  columns: process.stdout.columns,
  isErrorTerminal: false,
  clock: systemClock,
  signal: new AbortController().signal,
  replay: async () => undefined,
};

async function run(pipeline: LocalPipeline): Promise<void> {
  const originals = await readReports();
  print('A bucket, a queue and the deployed function run inside this process; no AWS account is used.');
  for (const [key, bytes] of originals) await pipeline.put(key, bytes);
  const first = await pipeline.notify([...originals.keys()]);
  print(
    `${originals.size} objects of ${showSafely(folder)} were uploaded; S3's notification for each was processed:\n`,
  );
  await printResults(lastOfEach(first));
  print('');
  await printChange(pipeline, originals, first);
  const second = await notifyAgain(pipeline, originals);
  await makePage([...first, ...second]);
}

async function readReports(): Promise<Map<string, Buffer>> {
  const originals = new Map<string, Buffer>();
  const onSkippedLink = async (path: string) => {
    print(`skipped, a symbolic link to a folder: ${showSafely(path)}`);
  };
  const start = resolve(folder);
  for await (const { path } of walkFiles({ start, base: undefined }, { onSkippedLink })) {
    const key = keyBelow(start, path);
    // The pipeline keeps to the layout that SageMaker writes.
    if (parseReportKey(key) !== undefined) originals.set(key, readFileSync(path));
  }
  if (originals.size > 0) return originals;
  const message = `no profiling reports in ${folder} lie in a folder named profiler-output, as SageMaker writes them; to find reports by their names, run: npm run -s opt-out -- scan ${quoteShellWord(folder) ?? 'FOLDER'}`;
  throw new Fault('not-found', message, { retryable: false });
}

/** After the record of a rewriting comes that of the new version, for which nothing is left to do. */
const lastOfEach = (records: readonly AuditRecord[]): AuditRecord[] =>
  [...new Map(records.toReversed().map((record) => [record.object.key, record])).values()].toSorted((a, b) =>
    compareKeys(a.object.key, b.object.key),
  );

async function printResults(records: readonly AuditRecord[]): Promise<void> {
  const view = {
    format: 'table',
    isCheck: false,
    isRestore: false,
    emptyMessage: '',
    all,
    showNext: showDryRun,
  } as const;
  const results = new Results(view, { ...io, writeOut: async (text) => print(text.trimEnd()) });
  for (const record of records) await results.show({ records: [record] });
  await results.end();
}

/** A step on the folder itself, which must not change by mistake. */
function showDryRun(step: NextStep | ClearOutputs): string {
  const command = nextCommand({ programName: 'npm run -s opt-out --', words: [folder] }, step);
  return step.command === 'clear outputs' ? command : `${command} --dry-run`;
}

/** Prints what changed in the first notebook that was opted out: the lines of a diff. */
async function printChange(
  pipeline: LocalPipeline,
  originals: ReadonlyMap<string, Buffer>,
  records: readonly AuditRecord[],
): Promise<void> {
  const key = records.find(({ outcome }) => outcome === 'opted-out')?.object.key;
  const original = key === undefined ? undefined : originals.get(key);
  if (key === undefined || original === undefined) return;
  const { bytes } = await pipeline.get(key);
  const patch = createTwoFilesPatch('', '', original.toString(), bytes.toString(), '', '', { context: 1 });
  print(`The change in ${showSafely(key)}:\n`);
  print(patch.slice(patch.indexOf('@@')));
}

/** S3 delivers at least once: the same notifications again write nothing. */
async function notifyAgain(
  pipeline: LocalPipeline,
  originals: ReadonlyMap<string, Buffer>,
): Promise<AuditRecord[]> {
  const etags = async () => {
    const all: string[] = [];
    for (const key of originals.keys()) all.push((await pipeline.get(key)).etag);
    return all;
  };
  const before = await etags();
  const records = await pipeline.notify([...originals.keys()]);
  const after = await etags();
  if (after.some((etag, index) => etag !== before[index]))
    throw new Error('the second delivery of the same notifications wrote an object');
  print('The same notifications were delivered once more: no object was written.\n');
  return records;
}

/** Makes a ledger of the records, and the audit page of the ledger by the command that users have. */
async function makePage(records: readonly AuditRecord[]): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), 'profiler-opt-out-'));
  const [ledger, page] = [join(cwd, 'ledger.ndjson'), join(cwd, 'audit.html')];
  writeFileSync(ledger, records.map((record) => `${renderJsonLine(record)}\n`).join(''));
  const exitCode = await main(['audit', ledger, '--page', page], { ...io, cwd });
  if (exitCode !== 0) throw new Error(`audit ended with ${exitCode}`);
  print(`Audit records: ${ledger}\nAudit page:    ${page}\n`);
  print('HTML reports are only recorded by default. To see what removing their beacons changes:');
  print(`  ${showDryRun({ command: 'apply', options: ['--html', 'silence'] })}`);
}

// Whoever reads only the beginning, as `head` does, needs no stack.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
const pipeline = await startLocalPipeline();
try {
  await run(pipeline);
} catch (error) {
  // A folder that is not there or holds no reports needs a sentence, a bug its stack.
  console.error(error instanceof Fault ? showSafely(error.message) : error);
  process.exitCode = 1;
} finally {
  await pipeline.stop();
}
