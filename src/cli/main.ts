/** The command line as a function from words to an exit code; it touches nothing but `io`. */

import { Fault } from '../report/fault.ts';
import { software } from '../report/software.ts';
import { showSafely } from '../text/safe-text.ts';
import { apply } from './commands/apply.ts';
import { audit } from './commands/audit.ts';
import { replay } from './commands/replay.ts';
import { restore } from './commands/restore.ts';
import { scan } from './commands/scan.ts';
import type { Io } from './io.ts';
import { UsageError } from './option-values.ts';
import { type Command, parseCommand } from './options.ts';
import { TargetError } from './targets/target.ts';

const USAGE = `Opts SageMaker Debugger profiling reports out of usage statistics, and records what it finds.

profiler-opt-out scan <target>...     read only: what still reports, and what would be done
profiler-opt-out apply <target>...    opt notebooks out; record, or silence, HTML reports
  --html record|silence   silence takes the beacon out of HTML reports (default: record)
profiler-opt-out restore <ledger or target>...   put back the exact earlier bytes, conditionally
  With apply and restore:
  --dry-run               change nothing, say what would be done
  --ledger <file or s3://bucket/prefix>   where records are kept (default: ./profiler-opt-out-ledger.ndjson)
  --no-ledger             keep none
profiler-opt-out audit <ledger>...    what ledgers (files, folders, s3://bucket/prefix) say
  --page <file>           write the audit page, one HTML file
  --from <day> --to <day> only what was recorded in this period (UTC, --to not included)
  --against <target>      whether everything that lies there is on record, version by version
profiler-opt-out replay <event.json>  the deployed handler on an event file

A target is a folder, a file, or s3://bucket/prefix.
  --format table|ndjson|csv   results on stdout (default: table; ndjson: one audit record a line)
With scan, apply and restore:
  --concurrency <n>           reports at once (default: 8)
  --max-objects <n>           stop after so many objects
With all: --endpoint-url <url> for S3-compatible servers, --help, --version

Exit codes: 0 done or nothing to do; 1 (scan) something still reports, (audit) something is not on record;
2 something was refused, or a ledger has lines that are no records; 3 a fault, or an object that kept changing; 64 wrong usage; 130 interrupted.
`;

const WRONG_USAGE = 64;
const FAULT = 3;
const INTERRUPTED = 130;

/** Runs one command. Errors that are bugs are thrown; all others end as a message and an exit code. */
export async function main(words: readonly string[], io: Io): Promise<number> {
  try {
    const exitCode = await run(parseCommand(words), io);
    return io.signal.aborted ? INTERRUPTED : exitCode;
  } catch (error) {
    const isUsage = error instanceof UsageError || error instanceof TargetError;
    if (!isUsage && !(error instanceof Fault)) throw error;
    await io.writeError(`profiler-opt-out: ${showSafely(error.message)}\n`);
    return isUsage ? WRONG_USAGE : FAULT;
  }
}

async function run(command: Command, io: Io): Promise<number> {
  switch (command.name) {
    case 'help':
      await io.writeOut(USAGE);
      return 0;
    case 'version':
      await io.writeOut(`${software.name} ${software.version}\n`);
      return 0;
    case 'scan':
      return scan(command, io);
    case 'apply':
      return apply(command, io);
    case 'restore':
      return restore(command, io);
    case 'audit':
      return audit(command, io);
    case 'replay':
      return replay(command, io);
  }
}
